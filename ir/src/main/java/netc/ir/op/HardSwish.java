package netc.ir.op;

/** {@code x · min(max(x + 3, 0), 6) / 6} (Howard et al., MobileNetV3, arXiv 1905.02244, section 5.2). */
@Signature(
    name = "hard_swish",
    operands = {"x"})
public record HardSwish() implements Unary {}
