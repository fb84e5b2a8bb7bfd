package netc.ir.op;

/**
 * {@code min(max(alpha · x + beta, 0), 1)}. The defaults are those of MobileNetV3 (arXiv 1905.02244): {@code min(max(x + 3, 0), 6) / 6}; those of
 * ONNX's operator are others.
 *
 * @param alpha the slope
 * @param beta the value at 0
 */
@Signature(
    name = "hard_sigmoid",
    operands = {"x"})
public record HardSigmoid(@Default("0.16666666666666666") double alpha, @Default("0.5") double beta) implements Unary {}
