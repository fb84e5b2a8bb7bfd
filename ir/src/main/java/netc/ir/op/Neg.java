package netc.ir.op;

/** {@code −x}. */
@Signature(
    name = "neg",
    operands = {"x"})
public record Neg() implements Unary {}
