package netc.ir.op;

/** {@code ln(1 + eˣ)}. */
@Signature(
    name = "softplus",
    operands = {"x"})
public record Softplus() implements Unary {}
