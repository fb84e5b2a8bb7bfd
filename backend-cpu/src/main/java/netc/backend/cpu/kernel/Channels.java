package netc.backend.cpu.kernel;

/**
 * The blocked layout of image tensors: {@code [N][⌈C / B⌉][H][W][B]}, where B is the number of lanes of a vector. Channel c is lane {@code c % B} of block
 * {@code c / B}. What is in the lanes past C is undefined; no kernel lets them touch others. So vectors hold channels whatever the size of a map.
 */
public final class Channels {
  /** Channels of a block. */
  public static final int BLOCK = Lanes.COUNT;

  private Channels() {}

  /** Blocks that hold so many channels. */
  public static int blocks(int channels) {
    return Math.ceilDiv(channels, BLOCK);
  }

  /** Elements of a tensor in the blocked layout. They may be too many for an array, whereas the sizes below are for tensors that are in one. */
  public static long elements(Sizes sizes) {
    return (long) sizes.batch() * blocks(sizes.channels()) * BLOCK * sizes.height() * sizes.width();
  }

  /** Elements of one image. */
  static int image(Sizes sizes) {
    return blocks(sizes.channels()) * block(sizes);
  }

  /** Elements of one block of channels. */
  static int block(Sizes sizes) {
    return sizes.map() * BLOCK;
  }
}
