package netc.backend.cpu.kernel;

/**
 * Where a contraction's operands and result are.
 *
 * @param x the input's place in memory
 * @param filters the weights
 * @param bias the bias's place in memory, or {@link #NO_BIAS}
 * @param out the result's place in memory
 * @param finish what is done to the result
 */
public record Contract(int x, Filters filters, int bias, int out, Finish finish) {
  /** The place of a bias that is not there. */
  public static final int NO_BIAS = -1;

  /** The bias of an output channel. */
  float bias(float[] memory, int channel) {
    return bias == NO_BIAS ? 0f : memory[bias + channel];
  }
}
