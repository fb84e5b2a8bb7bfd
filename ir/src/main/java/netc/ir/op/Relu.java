package netc.ir.op;

/** {@code max(x, 0)}. */
@Signature(
    name = "relu",
    operands = {"x"})
public record Relu() implements Unary {}
