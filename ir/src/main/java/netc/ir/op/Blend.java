package netc.ir.op;

/**
 * {@code (1 − lambda) · activation(x) + lambda · x}: the activation of VanillaNet's deep training (arXiv 2305.12972, section 3.1), which grows into
 * the identity.
 *
 * @param activation the function to leave behind
 * @param lambda the share of the identity; 1 makes this the identity, 0 the activation
 */
@Signature(
    name = "blend",
    operands = {"x"})
public record Blend(Activation activation, double lambda) implements Unary {}
