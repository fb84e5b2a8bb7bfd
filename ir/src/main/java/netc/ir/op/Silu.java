package netc.ir.op;

/** {@code x / (1 + e⁻ˣ)}, also called swish (Elfwing et al., arXiv 1702.03118; Ramachandran et al., arXiv 1710.05941). */
@Signature(
    name = "silu",
    operands = {"x"})
public record Silu() implements Unary {}
