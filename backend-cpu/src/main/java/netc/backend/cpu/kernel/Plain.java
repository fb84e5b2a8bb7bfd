package netc.backend.cpu.kernel;

/** Functions on runs of floats, in place, whose loops the JVM turns into vectors by itself, and the logarithm, which is rare. */
final class Plain {
  private Plain() {}

  static void hardSigmoid(float[] x, int at, int count, float alpha, float beta) {
    for (int i = at; i < at + count; i++) {
      x[i] = Math.min(Math.max(alpha * x[i] + beta, 0f), 1f);
    }
  }

  static void sqrt(float[] x, int at, int count) {
    for (int i = at; i < at + count; i++) {
      x[i] = (float) Math.sqrt(x[i]);
    }
  }

  static void abs(float[] x, int at, int count) {
    for (int i = at; i < at + count; i++) {
      x[i] = Math.abs(x[i]);
    }
  }

  static void negate(float[] x, int at, int count) {
    for (int i = at; i < at + count; i++) {
      x[i] = -x[i];
    }
  }

  static void invert(float[] x, int at, int count) {
    for (int i = at; i < at + count; i++) {
      x[i] = 1 / x[i];
    }
  }

  static void log(float[] x, int at, int count) {
    for (int i = at; i < at + count; i++) {
      x[i] = (float) StrictMath.log(x[i]);
    }
  }
}
