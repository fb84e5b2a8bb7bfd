package netc.backend.cpu.kernel;

import java.util.Arrays;
import java.util.OptionalInt;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;

/**
 * Convolution 3×3 with stride 1 in channel blocks by F(4×4, 3×3) or F(2×2, 3×3): tiles of the input and filters are transformed, multiplied element by
 * element, which over all channels is a matrix product for each of the 36 or 16 elements, and transformed back: 36 multiplications where the definition
 * has 144, or 16 where it has 36. It rounds more than the definition does: by less than 10⁻⁵ of the largest result for the uniform noise of
 * the tests; operands whose magnitudes differ much may lose more.
 *
 * <p>Strips of tile rows, so that what is transformed stays in a cache, are done one after the other: first their channels are transformed, then
 * panels of filters are multiplied with some tiles and transformed back.
 */
public final class BlockedWinograd implements Kernel {
  private static final int L = Lanes.COUNT;

  /** To transform a channel, of the input or of the result, takes as long as the products that are saved for so many channels of the other. */
  private static final int TRANSFORMS = 11;

  /** The smallest maps on which tiles of 2×2 and of 4×4 pay; on small ones the weights, of which there are four times as many, take the time. */
  private static final int SMALLEST_MAP = 6;

  private static final int SMALLEST_FOR_FOUR = 10;

  /** How many floats of transformed input a strip may have for each thread, unless {@link #TILES} have more. */
  private static final int STRIP = 1 << 17;

  /** Tiles that are multiplied at once, at most: their products stay in a cache. */
  private static final int TILES = 8 * Product.PIXELS;

  /** To read a panel's weights takes about as long as to multiply so many tiles with them. */
  private static final int WEIGHTS = 4;

  private final Contract contract;
  private final Conv2d conv;
  private final Sizes from;
  private final Sizes to;

  /** Rows and columns of a tile of the result and of the input, and elements of the latter. */
  private final int out;
  private final int in;
  private final int elements;

  private final int across;
  private final int down;
  private final int rowsPerStrip;
  private final int width;
  private final int inBlocks;
  private final int outBlocks;
  private final int panels;
  private final int threads;

  private final boolean simple;
  private final Clamp clamp;
  private final int residual;

  /**
   * A convolution for which there is a {@link #tile}.
   *
   * @param contract where everything is; the filters are {@link #filters}
   * @param conv the op
   * @param from the input's sizes
   * @param to the result's sizes
   * @param out rows and columns of a tile of the result: 4 or 2
   * @param threads how many threads there will be
   */
  public BlockedWinograd(Contract contract, Conv2d conv, Sizes from, Sizes to, int out, int threads) {
    this.contract = contract;
    this.conv = conv;
    this.from = from;
    this.to = to;
    this.out = out;
    in = out + 2;
    elements = in * in;
    across = Math.ceilDiv(to.width(), out);
    down = Math.ceilDiv(to.height(), out);
    width = across * out + 2;
    inBlocks = Math.ceilDiv(from.channels(), L);
    outBlocks = Math.ceilDiv(to.channels(), L);
    panels = Math.ceilDiv(outBlocks, Product.BLOCKS);
    this.threads = threads;
    int cached = (int) Math.min(down, (long) STRIP * threads / ((long) elements * inBlocks * L * across));
    int rows = Math.clamp(Math.max(cached, TILES / across), 1, down);
    rowsPerStrip = Math.ceilDiv(down, Math.ceilDiv(down, rows));
    simple = contract.finish().clamp().isPresent();
    clamp = contract.finish().clamp().orElse(Clamp.NONE);
    residual = simple ? contract.finish().residual() : Finish.NO_RESIDUAL;
  }

  /** Rows and columns of the tiles, 4 or 2, with which a convolution is faster than by its definition; nothing if it cannot be or is not. */
  public static OptionalInt tile(Conv2d conv, Size2 kernel, Sizes from, Sizes to) {
    boolean possible = conv.groups() == 1 && kernel.equals(Size2.of(3)) && conv.stride().equals(Size2.ONE)
        && conv.dilation().equals(Size2.ONE);
    int extent = Math.min(to.height(), to.width());
    boolean pays = extent >= SMALLEST_MAP
        && (long) from.channels() * to.channels() >= TRANSFORMS * (from.channels() + (long) to.channels());
    return !possible || !pays ? OptionalInt.empty() : OptionalInt.of(extent < SMALLEST_FOR_FOUR ? 2 : 4);
  }

  /** The form of its filters: for each panel of some blocks of filters {@code [elements][channels][blocks][L]}, with zeros for missing filters. */
  public static Filters.Form filters(Sizes from, Sizes to, int out) {
    return weights -> new WinogradFilters(out, from.channels()).pack(weights, to.channels());
  }

  /** From one element of all tiles of a strip to the next; an odd number of vectors, as the elements of a tile would share a few cache lines else. */
  private int elementStep() {
    return (inBlocks * rowsPerStrip * across | 1) * L;
  }

  @Override
  public int shared() {
    return elements * elementStep() + Lanes.SLACK;
  }

  @Override
  public int scratch() {
    return Math.max(2 * in * width * L, L + productsStep() * elements + (out * in + out * out) * L) + Lanes.SLACK;
  }

  private int productsStep() {
    return (Product.BLOCKS * TILES | 1) * L;
  }

  @Override
  public void run(Frame frame) {
    float[] weights = contract.filters().in(frame);
    for (int image = 0; image < from.batch(); image++) {
      int source = contract.x() + image * Channels.image(from);
      int result = image * Channels.image(to);
      for (int first = 0; first < down; first += rowsPerStrip) {
        strip(frame, weights, source, result, first, Math.min(rowsPerStrip, down - first));
      }
    }
  }

  private void strip(Frame frame, float[] weights, int source, int result, int firstRow, int rows) {
    frame.forRanges(inBlocks * rows, Math.ceilDiv(inBlocks * rows, 4 * threads), (begin, end, scratch) -> {
      for (int i = begin; i < end; i++) {
        transform(frame.memory(), source + i / rows * from.map() * L, (firstRow + i % rows) * out - conv.pad().top(), scratch,
            frame.shared(), i * across * L);
      }
    });
    int tiles = rows * across;
    int share = Shares.even(tiles, TILES, Math.ceilDiv(tiles, TILES) + 2 * threads, panels, threads, WEIGHTS);
    int parts = Math.ceilDiv(tiles, share);
    frame.forEach(panels * parts, (task, scratch) -> {
      int first = task % parts * share;
      var products = new Products(frame.memory(), frame.shared(), scratch, weights, tiles, first, Math.min(share, tiles - first));
      int begin = task / parts * Product.BLOCKS;
      for (int block = begin; block < Math.min(outBlocks, begin + Product.BLOCKS);) {
        int count = Product.blocks(outBlocks - block);
        products.run(block, count, firstRow, result);
        block += count;
      }
    });
  }

  /** Transforms a row of tiles of one block: copies it into a frame of zeros, goes down its columns and then along its rows. */
  private void transform(float[] memory, int map, int top, float[] scratch, float[] shared, int target) {
    int line = width * L;
    int before = Math.min(width, conv.pad().left());
    int count = Math.min(width - before, from.width());
    for (int i = 0; i < in; i++) {
      int y = top + i;
      if (y < 0 || y >= from.height()) {
        Arrays.fill(scratch, i * line, (i + 1) * line, 0f);
      } else {
        Arrays.fill(scratch, i * line, i * line + before * L, 0f);
        Lanes.copy(memory, map + y * from.width() * L, scratch, i * line + before * L, count * L);
        Arrays.fill(scratch, i * line + (before + count) * L, (i + 1) * line, 0f);
      }
    }
    WinogradVectors.input(out, scratch, 0, line, L, scratch, in * line, line, L, width);
    int step = elementStep();
    for (int i = 0; i < in; i++) {
      WinogradVectors.input(out, scratch, (in + i) * line, L, out * L, shared, target + i * in * step, step, L, across);
    }
  }

  /** Some tiles of a strip, for which panels of filters are multiplied. */
  private final class Products {
    private final float[] memory;
    private final float[] scratch;
    private final int first;
    private final int count;
    private final Product product;

    Products(float[] memory, float[] shared, float[] scratch, float[] weights, int tiles, int first, int count) {
      this.memory = memory;
      this.scratch = scratch;
      this.first = first;
      this.count = count;
      int[] offsets = new int[inBlocks];
      for (int block = 0; block < inBlocks; block++) {
        offsets[block] = block * tiles * L;
      }
      var taps = new Taps(offsets, from.channels() / L, L, from.channels() % L);
      product = new Product(taps, 0, inBlocks, shared, L, weights, Product.ZEROS, 0, 0, Product.ZEROS, scratch, TILES * L, Clamp.NONE);
    }

    void run(int block, int blocks, int firstRow, int result) {
      int depth = from.channels() * L;
      for (int e = 0; e < elements; e++) {
        int panel = (block * elements + e * blocks) * depth;
        for (int tile = 0; tile < count;) {
          int pixels = Product.pixels(blocks, count - tile);
          product.tile(blocks, pixels, e * elementStep() + (first + tile) * L, panel, 0, 0, L + e * productsStep() + tile * L);
          tile += pixels;
        }
      }
      for (int i = 0; i < blocks; i++) {
        bias(block + i);
        for (int tile = 0; tile < count; tile++) {
          int column = (first + tile) % across * out;
          int row = (firstRow + (first + tile) / across) * out;
          back(L + (i * TILES + tile) * L);
          store(result + (block + i) * to.map() * L, row, column);
        }
      }
    }

    /** Where halves of a transform are in the scratch; before them are a bias and the products. */
    private int half() {
      return L + elements * productsStep();
    }

    private void bias(int block) {
      if (contract.bias() == Contract.NO_BIAS) {
        Arrays.fill(scratch, 0, L, 0f);
      } else {
        Lanes.copy(memory, contract.bias() + block * L, scratch, 0, L);
      }
    }

    /** Transforms the products of a tile back: down its columns, then along its rows. */
    private void back(int products) {
      int half = half();
      WinogradVectors.output(out, scratch, products, in * productsStep(), productsStep(), scratch, half, in * L, L, in);
      WinogradVectors.output(out, scratch, half, L, in * L, scratch, half + out * in * L, L, out * L, out);
    }

    private void store(int block, int row, int column) {
      int pixels = half() + out * in * L;
      int length = Math.min(out, to.width() - column);
      for (int i = 0; i < Math.min(out, to.height() - row); i++) {
        int place = block + ((row + i) * to.width() + column) * L;
        int added = residual == Finish.NO_RESIDUAL ? Finish.NO_RESIDUAL : residual + place;
        WinogradVectors.store(scratch, pixels + i * out * L, scratch, 0, memory, contract.out() + place, added, length, clamp);
        if (!simple) {
          contract.finish().apply(memory, memory, contract.out() + place, place, length * L);
        }
      }
    }
  }
}
