package netc.ir.op;

/** {@code left · right}. */
@Signature(
    name = "mul",
    operands = {"left", "right"})
public record Mul() implements Binary {}
