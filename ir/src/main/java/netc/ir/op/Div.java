package netc.ir.op;

/** {@code left / right}; ±∞ or NaN where {@code right} is ±0. */
@Signature(
    name = "div",
    operands = {"left", "right"})
public record Div() implements Binary {}
