package netc.ir.op;

/** {@code tanh(x)}. */
@Signature(
    name = "tanh",
    operands = {"x"})
public record Tanh() implements Unary {}
