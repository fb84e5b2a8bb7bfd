package netc.ir.op;

/**
 * {@code x}: dropout (Srivastava et al., JMLR 2014) as it is at inference time.
 *
 * @param rate the share of elements that training drops; kept for its own sake
 */
@Signature(
    name = "dropout",
    operands = {"x"})
public record Dropout(@Default("0.5") double rate) implements Unary {}
