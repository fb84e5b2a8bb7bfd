package netc.ir.op;

/** {@code left − right}. */
@Signature(
    name = "sub",
    operands = {"left", "right"})
public record Sub() implements Binary {}
