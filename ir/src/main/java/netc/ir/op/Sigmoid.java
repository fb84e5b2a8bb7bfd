package netc.ir.op;

/** {@code 1 / (1 + exp(−x))}. */
@Signature(
    name = "sigmoid",
    operands = {"x"})
public record Sigmoid() implements Unary {}
