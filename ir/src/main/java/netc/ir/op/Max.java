package netc.ir.op;

/** The larger of {@code left} and {@code right}; NaN where either is. */
@Signature(
    name = "max",
    operands = {"left", "right"})
public record Max() implements Binary {}
