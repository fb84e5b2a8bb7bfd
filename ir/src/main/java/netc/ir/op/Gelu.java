package netc.ir.op;

/**
 * The Gaussian error linear unit (Hendrycks and Gimpel, arXiv 1606.08415): {@code x · Φ(x) = x / 2 · (1 + erf(x / √2))}, or its approximation
 * {@code x / 2 · (1 + tanh(√(2 / π) · (x + 0.044715 · x³)))}.
 *
 * @param tanh whether it is the approximation
 */
@Signature(
    name = "gelu",
    operands = {"x"})
public record Gelu(@Default("false") boolean tanh) implements Unary {}
