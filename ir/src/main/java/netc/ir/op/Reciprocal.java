package netc.ir.op;

/** {@code 1 / x}; ±∞ at ±0. */
@Signature(
    name = "reciprocal",
    operands = {"x"})
public record Reciprocal() implements Unary {}
