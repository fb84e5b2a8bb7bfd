package netc.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.types.vectors.Float8;

/**
 * The layout of tensors on the device. A tensor of {@code n} images, {@code c} channels and {@code s} cells each is {@code [n, ⌈c/8⌉, s, 8]}: a
 * vector holds 8 channels of one cell. Lanes past the last channel hold finite numbers of no meaning. Places are counted in vectors; place
 * {@link #ZERO} holds zeros and place {@link #LOWEST} the lowest numbers, so that what lies in the padding can be read without a branch.
 */
public final class Blocked {
  /** Channels of a vector. */
  public static final int LANES = 8;

  /** A vector of zeros. */
  public static final int ZERO = 0;

  /** A vector of the lowest finite numbers. */
  public static final int LOWEST = 1;

  /** The first place that is free for tensors. */
  public static final int FIRST = 2;

  private Blocked() {}

  /** The place in floats, from the tensor's first, of the element with this index in row-major order. */
  static int element(int index, int channels, int cells) {
    int channel = index / cells % channels;
    int image = index / (cells * channels);
    int blocks = (channels + 7) >> 3;
    return (((image * blocks + (channel >> 3)) * cells + index % cells) << 3) + (channel & 7);
  }

  /** −1 if the cell lies on the map, 0 if not: ands a place to itself or to {@link #ZERO}. */
  static int inside(int row, int column, int rows, int columns) {
    return ~((row | column | rows - 1 - row | columns - 1 - column) >> 31);
  }

  static Float8 splat(float value) {
    return new Float8(value, value, value, value, value, value, value, value);
  }
}
