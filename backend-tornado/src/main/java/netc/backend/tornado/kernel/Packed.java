package netc.backend.tornado.kernel;

/** Small numbers in one int: a task has at most 20 arguments. Packed on the host; unpacked in kernels, where TornadoVM folds all of it. */
public final class Packed {
  private static final int HALF = 0xffff;
  private static final int BYTE = 0xff;

  private Packed() {}

  /**
   * Two numbers below 2¹⁶.
   *
   * @throws IllegalArgumentException if one is not
   */
  public static int pair(int low, int high) {
    return check(low, HALF) | check(high, HALF) << 16;
  }

  /**
   * Four numbers below 2⁸.
   *
   * @throws IllegalArgumentException if one is not
   */
  public static int quad(int first, int second, int third, int fourth) {
    return check(first, BYTE) | check(second, BYTE) << 8 | check(third, BYTE) << 16 | check(fourth, BYTE) << 24;
  }

  private static int check(int number, int most) {
    if (number < 0 || number > most) {
      throw new IllegalArgumentException("the tornado backend has no kernel for a size, stride, padding or dilation of " + number);
    }
    return number;
  }

  static int low(int pair) {
    return pair & HALF;
  }

  static int high(int pair) {
    return pair >>> 16;
  }

  static int first(int quad) {
    return quad & BYTE;
  }

  static int second(int quad) {
    return quad >>> 8 & BYTE;
  }

  static int third(int quad) {
    return quad >>> 16 & BYTE;
  }

  static int fourth(int quad) {
    return quad >>> 24;
  }
}
