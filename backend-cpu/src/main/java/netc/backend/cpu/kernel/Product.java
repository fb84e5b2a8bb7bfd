package netc.backend.cpu.kernel;

/**
 * The innermost product of convolutions in the blocked layout: tiles of some blocks of output channels by some neighbouring pixels. The lanes of a sum
 * are the output channels of a block; the weights are vectors, and what the input contributes is one number for all lanes.
 *
 * <p>Four blocks by six pixels are 24 sums, which with four vectors of weights and an input fit 32 vector registers and keep two FMA pipelines busy;
 * on a machine with 16 registers two blocks by six do.
 */
final class Product {
  /** Blocks of output channels of a full tile; 256-bit machines (AVX2) have 16 registers, the others 32. */
  static final int BLOCKS = Lanes.bits() == 256 ? 2 : 4;

  /** Pixels of a full tile. */
  static final int PIXELS = 6;

  /** Biases, or beginnings of sums, that are not there. */
  static final float[] ZEROS = new float[4 * Lanes.COUNT];

  private final Taps taps;
  private final int begin;
  private final int end;
  private final float[] x;
  private final int step;
  private final float[] weights;
  private final float[] start;
  private final int startBlock;
  private final int startPixel;
  private final float[] biases;
  private final float[] memory;
  private final int block;
  private final Clamp clamp;

  /**
   * A product.
   *
   * @param taps what a result needs of the input
   * @param begin the first tap to sum
   * @param end where the taps to sum end
   * @param x where the input is
   * @param step from what one pixel needs to what the next one does
   * @param weights where the weights are: panels {@code [depth][blocks][lanes]}
   * @param start where sums begin: other numbers to add, or parts of the sums
   * @param startBlock from one block of them to the next
   * @param startPixel from one pixel's to the next one's
   * @param biases where the biases are
   * @param memory where the results go
   * @param block from one block of results to the next
   * @param clamp what is done to them
   */
  Product(Taps taps, int begin, int end, float[] x, int step, float[] weights, float[] start, int startBlock, int startPixel,
      float[] biases, float[] memory, int block, Clamp clamp) {
    this.taps = taps;
    this.begin = begin;
    this.end = end;
    this.x = x;
    this.step = step;
    this.weights = weights;
    this.start = start;
    this.startBlock = startBlock;
    this.startPixel = startPixel;
    this.biases = biases;
    this.memory = memory;
    this.block = block;
    this.clamp = clamp;
  }

  /** The blocks of the panel that begins where {@code left} blocks are left: 4, 2 or 1. */
  static int blocks(int left) {
    return left >= BLOCKS ? BLOCKS : left >= 2 ? 2 : 1;
  }

  /** The pixels of the tile that begins where {@code left} neighbouring pixels are left: none is left for tiles of one or two if they can be spared. */
  static int pixels(int left) {
    return switch (left) {
      case 1, 2, 3, 4 -> left;
      case 5 -> 3;
      case 7, 8, 10, 11 -> 4;
      default -> PIXELS;
    };
  }

  /**
   * Computes a tile.
   *
   * @param blocks its blocks: 4, 2 or 1
   * @param pixels its pixels: 6, 4, 3, 2 or 1
   * @param at where its first pixel's part of the input begins
   * @param panel where its weights begin
   * @param first where its sums begin
   * @param bias where its biases are
   * @param out where its results begin
   */
  void tile(int blocks, int pixels, int at, int panel, int first, int bias, int out) {
    switch (blocks) {
      case 4 -> four(pixels, at, panel, first, bias, out);
      case 2 -> two(pixels, at, panel, first, bias, out);
      default -> one(pixels, at, panel, first, bias, out);
    }
  }

  private void four(int pixels, int at, int panel, int first, int bias, int out) {
    switch (pixels) {
      case 6 -> FourBlocks.by6(this, at, panel, first, bias, out);
      case 4 -> FourBlocks.by4(this, at, panel, first, bias, out);
      case 3 -> FourBlocksNarrow.by3(this, at, panel, first, bias, out);
      case 2 -> FourBlocksNarrow.by2(this, at, panel, first, bias, out);
      default -> FourBlocksNarrow.by1(this, at, panel, first, bias, out);
    }
  }

  private void two(int pixels, int at, int panel, int first, int bias, int out) {
    switch (pixels) {
      case 6 -> TwoBlocks.by6(this, at, panel, first, bias, out);
      case 4 -> TwoBlocks.by4(this, at, panel, first, bias, out);
      case 3 -> TwoBlocks.by3(this, at, panel, first, bias, out);
      case 2 -> TwoBlocks.by2(this, at, panel, first, bias, out);
      default -> TwoBlocks.by1(this, at, panel, first, bias, out);
    }
  }

  private void one(int pixels, int at, int panel, int first, int bias, int out) {
    switch (pixels) {
      case 6 -> OneBlock.by6(this, at, panel, first, bias, out);
      case 4 -> OneBlock.by4(this, at, panel, first, bias, out);
      case 3 -> OneBlock.by3(this, at, panel, first, bias, out);
      case 2 -> OneBlock.by2(this, at, panel, first, bias, out);
      default -> OneBlock.by1(this, at, panel, first, bias, out);
    }
  }

  Taps taps() {
    return taps;
  }

  int begin() {
    return begin;
  }

  int end() {
    return end;
  }

  float[] x() {
    return x;
  }

  int step() {
    return step;
  }

  float[] weights() {
    return weights;
  }

  float[] start() {
    return start;
  }

  int startBlock() {
    return startBlock;
  }

  int startPixel() {
    return startPixel;
  }

  float[] biases() {
    return biases;
  }

  float[] memory() {
    return memory;
  }

  int block() {
    return block;
  }

  Clamp clamp() {
    return clamp;
  }
}
