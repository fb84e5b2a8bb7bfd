package netc.ir.op;

/** {@code √x}; NaN below 0. */
@Signature(
    name = "sqrt",
    operands = {"x"})
public record Sqrt() implements Unary {}
