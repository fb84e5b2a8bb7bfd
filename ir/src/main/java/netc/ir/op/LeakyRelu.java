package netc.ir.op;

/**
 * {@code x} where it is at least 0, {@code slope · x} elsewhere.
 *
 * @param slope the factor of negative elements; 1 makes this the identity
 */
@Signature(
    name = "leaky_relu",
    operands = {"x"})
public record LeakyRelu(@Default("0.01") double slope) implements Unary {}
