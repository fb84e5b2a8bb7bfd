package netc.backend.cpu.kernel;

/**
 * What of its input one result of a convolution needs: for each tap a run of neighbouring numbers.
 *
 * @param offsets where each tap's run begins, from the first number that the result could need
 * @param whole how many taps have the full run
 * @param full its length
 * @param rest the length of the other taps' runs
 */
record Taps(int[] offsets, int whole, int full, int rest) {
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
