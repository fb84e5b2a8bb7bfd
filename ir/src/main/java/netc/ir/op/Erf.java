package netc.ir.op;

/** The error function {@code 2 / √π · ∫ e^(−t²) dt} from 0 to {@code x} (Abramowitz and Stegun, 7.1.1). */
@Signature(
    name = "erf",
    operands = {"x"})
public record Erf() implements Unary {}
