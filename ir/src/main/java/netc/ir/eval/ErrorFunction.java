package netc.ir.eval;

/**
 * The error function and its complement to nearly double precision: the series of positive terms near 0 (Abramowitz and Stegun, Handbook of
 * Mathematical Functions, 7.1.6), the continued fraction elsewhere (7.1.14).
 */
final class ErrorFunction {
  /** From here on the continued fraction; both have their full precision around it. */
  private static final double FAR = 2.5;

  /** Enough for the last bit at {@link #FAR}; beyond, fewer would do. */
  private static final int FRACTIONS = 60;

  private ErrorFunction() {}

  /** {@code 2 / √π · ∫ e^(−t²) dt} from 0 to {@code x}. */
  static double erf(double x) {
    return Math.abs(x) < FAR || Double.isNaN(x) ? series(x) : Math.copySign(1 - fraction(Math.abs(x)), x);
  }

  /** {@code 1 − erf(x)}, without its cancellation where {@code x} is large. */
  static double erfc(double x) {
    return x >= FAR ? fraction(x) : 1 - erf(x);
  }

  /** {@code 2 / √π · e^(−x²) · Σ 2ⁿ · x^(2n+1) / (1 · 3 · … · (2n + 1))}. */
  private static double series(double x) {
    double square = x * x;
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > Math.abs(sum) * 0x1p-56; n++) {
      term *= 2 * square / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-square) * sum;
  }

  /** {@code erfc(x) = e^(−x²) / √π / (x + (1/2) / (x + (2/2) / (x + (3/2) / (x + …))))}. */
  private static double fraction(double x) {
    if (Double.isInfinite(x)) {
      return 0;
    }
    double tail = x;
    for (int n = FRACTIONS; n > 0; n--) {
      tail = x + n / 2.0 / tail;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
  }
}
