package netc.backend.cpu.kernel;

/**
 * How far apart the images of a batch are, which is more than an image where a tensor is some channels of a wider one.
 *
 * @param x from one image of the input to the next
 * @param out from one image of the result to the next
 */
public record ImageSteps(int x, int out) {
  /** Images one behind the other, in channel blocks. */
  public static ImageSteps dense(Sizes from, Sizes to) {
    return new ImageSteps(blocked(from), blocked(to));
  }

  private static int blocked(Sizes sizes) {
    return Math.ceilDiv(sizes.channels(), Lanes.COUNT) * Lanes.COUNT * sizes.map();
  }
}
