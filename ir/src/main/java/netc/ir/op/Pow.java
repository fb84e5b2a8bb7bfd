package netc.ir.op;

/** {@code left} to the power of {@code right}; NaN where {@code left} is negative and {@code right} is no integer. */
@Signature(
    name = "pow",
    operands = {"left", "right"})
public record Pow() implements Binary {}
