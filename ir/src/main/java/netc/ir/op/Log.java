package netc.ir.op;

/** The natural logarithm; −∞ at 0, NaN below. */
@Signature(
    name = "log",
    operands = {"x"})
public record Log() implements Unary {}
