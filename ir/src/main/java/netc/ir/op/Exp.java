package netc.ir.op;

/** {@code eˣ}. */
@Signature(
    name = "exp",
    operands = {"x"})
public record Exp() implements Unary {}
