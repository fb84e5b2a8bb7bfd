package netc.backend.cpu.kernel;

/** What of its input one result of a convolution needs: for each tap a run of neighbouring numbers. */
final class Taps {
  private final int[] offsets;
  private final int whole;
  private final int full;
  private final int rest;

  /**
   * Taps.
   *
   * @param offsets where each tap's run begins, from the first number that the result could need
   * @param whole how many taps have the full run
   * @param full its length
   * @param rest the length of the other taps' runs
   */
  Taps(int[] offsets, int whole, int full, int rest) {
    this.offsets = offsets;
    this.whole = whole;
    this.full = full;
    this.rest = rest;
  }

  int[] offsets() {
    return offsets;
  }

  int count() {
    return offsets.length;
  }

  int run(int tap) {
    return tap < whole ? full : rest;
  }

  /** How many numbers the taps before this one have. */
  int depth(int tap) {
    return Math.min(tap, whole) * full + Math.max(0, tap - whole) * rest;
  }

  /** How many numbers all taps have. */
  int depth() {
    return depth(count());
  }
}
