package netc.ir.op;

/** {@code |x|}. */
@Signature(
    name = "abs",
    operands = {"x"})
public record Abs() implements Unary {}
