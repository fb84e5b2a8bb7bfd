package netc.ir.op;

/** The smaller of {@code left} and {@code right}; NaN where either is. */
@Signature(
    name = "min",
    operands = {"left", "right"})
public record Min() implements Binary {}
