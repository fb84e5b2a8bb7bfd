package netc.ir.op;

/** {@code x · tanh(ln(1 + eˣ))} (Misra, arXiv 1908.08681). */
@Signature(
    name = "mish",
    operands = {"x"})
public record Mish() implements Unary {}
