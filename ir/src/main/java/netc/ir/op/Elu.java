package netc.ir.op;

/**
 * {@code x} where it is at least 0, {@code alpha · (eˣ − 1)} elsewhere (Clevert et al., arXiv 1511.07289).
 *
 * @param alpha minus the limit at −∞
 */
@Signature(
    name = "elu",
    operands = {"x"})
public record Elu(@Default("1.0") double alpha) implements Unary {}
