package netc.ir.op;

/** {@code x}: a name for a value, as exporters leave it. */
@Signature(
    name = "identity",
    operands = {"x"})
public record Identity() implements Unary {}
