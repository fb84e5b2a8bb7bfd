package netc.backend.cpu.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;

/**
 * Convolution as a matrix product that never exists as a whole: {@code C[filter, pixel] = Σ A[filter, k] · B[k, pixel]}, where k runs over the
 * channels and taps of a group and pixels over all places of all images. A task takes a block of pixels and a block of filters; slice by slice of k it
 * packs the pixels' part of B, which then stays in the caches while all filters of the block pass over it (Goto and van de Geijn, ACM TOMS 34, 2008).
 */
public final class Convolution implements Kernel {
  /** How much of k a slice has: a tile's part of B fills most of a first-level cache. */
  public static final int SLICE = 256;

  /** Tiles of pixels and panels of filters of a block: what they need of A, B and C together fits a second-level cache. */
  private static final int TILES = 8;

  private static final int PANELS = 32;

  /** Panels that pass over a tile of pixels before the next tile: few, so that reading them from memory is spread over much work. */
  private static final int TOGETHER = 2;

  /** How many floats of padded input are built before they are used. */
  private static final int BUILT = 1 << 24;

  private final Contract contract;
  private final Planes planes;
  private final Sizes from;
  private final Sizes to;
  private final int groups;
  private final int filters;
  private final int panels;
  private final int images;
  private final int tilesPerBlock;
  private final int panelsPerBlock;
  private final int[] taps;
  private final Exit exit;

  /**
   * A convolution.
   *
   * @param contract where everything is; the filters are {@link Filters#panels} in slices of {@link #SLICE}
   * @param conv the op
   * @param kernel its kernel
   * @param from the input's sizes
   * @param to the result's sizes
   * @param threads how many threads there will be: blocks are cut so that each gets some
   */
  public Convolution(Contract contract, Conv2d conv, Size2 kernel, Sizes from, Sizes to, int threads) {
    this.contract = contract;
    exit = new Exit(contract);
    this.from = from;
    this.to = to;
    planes = new Planes(conv, kernel, from, to);
    groups = conv.groups();
    filters = to.channels() / groups;
    panels = Math.ceilDiv(filters, Tile.ROWS);
    taps = taps(planes, from.channels() / groups, kernel);
    images = planes.isInput() ? from.batch() : Math.clamp(BUILT / ((long) from.channels() * planes.size()), 1, from.batch());
    int tiles = Math.ceilDiv(images * to.map(), Tile.PIXELS);
    int tileBlock = evenly(tiles, TILES);
    int panelBlock = evenly(panels, PANELS);
    int tasks = threads == 1 ? 1 : 4 * threads;
    while (groups * Math.ceilDiv(tiles, tileBlock) * Math.ceilDiv(panels, panelBlock) < tasks && tileBlock * panelBlock > 4) {
      if (panelBlock > 8 || tileBlock == 1) {
        panelBlock = Math.ceilDiv(panelBlock, 2);
      } else {
        tileBlock = Math.ceilDiv(tileBlock, 2);
      }
    }
    tilesPerBlock = tileBlock;
    panelsPerBlock = panelBlock;
  }

  /** The size of the equal parts, at most {@code most} large, into which {@code count} is cut. */
  private static int evenly(int count, int most) {
    return Math.ceilDiv(count, Math.ceilDiv(count, most));
  }

  private static int[] taps(Planes planes, int channels, Size2 kernel) {
    int area = kernel.height() * kernel.width();
    return IntStream.range(0, channels * area)
        .map(k -> k / area * planes.size() + planes.tap(k % area / kernel.width(), k % kernel.width()))
        .toArray();
  }

  @Override
  public int shared() {
    return planes.isInput() ? 0 : images * from.channels() * planes.size() + Lanes.SLACK;
  }

  @Override
  public int scratch() {
    int sums = taps.length > SLICE ? tilesPerBlock * panelsPerBlock : 1;
    return tilesPerBlock * SLICE * Tile.PIXELS + Lanes.SLACK + (sums + 1) * Tile.ROWS * Tile.PIXELS + Lanes.SLACK;
  }

  @Override
  public void run(Frame frame) {
    float[] weights = contract.filters().in(frame);
    for (int first = 0; first < from.batch(); first += images) {
      int count = Math.min(images, from.batch() - first);
      if (!planes.isInput()) {
        build(frame, first, count);
      }
      int tileBlocks = Math.ceilDiv(Math.ceilDiv(count * to.map(), Tile.PIXELS), tilesPerBlock);
      int panelBlocks = Math.ceilDiv(panels, panelsPerBlock);
      int image = first;
      frame.forEach(groups * tileBlocks * panelBlocks, (task, scratch) -> {
        int block = task / panelBlocks;
        new Block(frame.memory(), frame.shared(), scratch, weights, image, count, block / tileBlocks)
            .run(block % tileBlocks * tilesPerBlock * Tile.PIXELS, task % panelBlocks * panelsPerBlock);
      });
    }
  }

  private void build(Frame frame, int firstImage, int count) {
    int grain = Math.max(1, (1 << 15) / planes.size());
    int source = contract.x() + firstImage * from.image();
    frame.forRanges(count * from.channels(), grain, (begin, end, _) -> {
      for (int map = begin; map < end; map++) {
        planes.build(frame.memory(), source + map * from.map(), frame.shared(), map * planes.size());
      }
    });
  }

  /** One task: a block of pixels and a block of filters of one group. */
  private final class Block {
    private final float[] memory;
    private final float[] source;
    private final float[] scratch;
    private final float[] weights;
    private final int firstImage;
    private final int count;
    private final int group;

    /** Where a thread's scratch has zeros, which sums begin with, and then the sums. */
    private final int zerosAt = tilesPerBlock * SLICE * Tile.PIXELS + Lanes.SLACK;

    private final int sumsAt = zerosAt + Tile.ROWS * Tile.PIXELS;

    Block(float[] memory, float[] shared, float[] scratch, float[] weights, int firstImage, int count, int group) {
      this.memory = memory;
      this.source = planes.isInput() ? memory : shared;
      this.scratch = scratch;
      this.weights = weights;
      this.firstImage = firstImage;
      this.count = count;
      this.group = group;
      Arrays.fill(scratch, zerosAt, sumsAt, 0f);
    }

    void run(int firstPixel, int firstPanel) {
      int pixels = Math.min(count * to.map() - firstPixel, tilesPerBlock * Tile.PIXELS);
      int tiles = Math.ceilDiv(pixels, Tile.PIXELS);
      int endPanel = Math.min(panels, firstPanel + panelsPerBlock);
      int[][] segments = new int[tiles][];
      for (int tile = 0; tile < tiles; tile++) {
        int begin = firstPixel + tile * Tile.PIXELS;
        segments[tile] = segments(begin, Math.min(firstPixel + pixels, begin + Tile.PIXELS));
      }
      for (int k = 0; k < taps.length; k += SLICE) {
        int end = Math.min(taps.length, k + SLICE);
        for (int tile = 0; tile < tiles; tile++) {
          int width = pixels - tile * Tile.PIXELS > Lanes.COUNT ? Tile.PIXELS : Lanes.COUNT;
          pack(segments[tile], k, end, tile * SLICE * Tile.PIXELS, width);
        }
        for (int panel = firstPanel; panel < endPanel; panel += TOGETHER) {
          for (int tile = 0; tile < tiles; tile++) {
            int first = tile * Tile.PIXELS;
            for (int i = panel; i < Math.min(endPanel, panel + TOGETHER); i++) {
              int sums = taps.length > SLICE ? sumsAt + ((i - firstPanel) * tiles + tile) * Tile.ROWS * Tile.PIXELS : sumsAt;
              multiply(i, k, end, tile * SLICE * Tile.PIXELS, sums, firstPixel + first, Math.min(Tile.PIXELS, pixels - first));
            }
          }
        }
      }
    }

    private void multiply(int panel, int k, int end, int packed, int sums, int firstPixel, int pixels) {
      int width = pixels == Tile.ODD ? pixels : pixels > Lanes.COUNT ? Tile.PIXELS : Lanes.COUNT;
      int a = (group * panels * taps.length + panels * k + panel * (end - k)) * Tile.ROWS;
      int firstFilter = panel * Tile.ROWS;
      int pixel = firstPixel % to.map();
      if (exit.isClamp() && end - k == taps.length && pixels == Tile.FULL && firstFilter + Tile.ROWS <= filters
          && pixel + pixels <= to.map()) {
        boolean biased = contract.bias() != Contract.NO_BIAS;
        int place = ((firstImage + firstPixel / to.map()) * to.channels() + group * filters + firstFilter) * to.map() + pixel;
        Tile.multiplyOut(weights, a, scratch, packed, end - k, biased ? memory : scratch,
            biased ? contract.bias() + group * filters + firstFilter : zerosAt, exit.clamp(), memory, contract.out() + place, to.map());
        return;
      }
      Tile.multiply(weights, a, scratch, packed, scratch, k == 0 ? zerosAt : sums, sums, end - k, width);
      if (end == taps.length) {
        store(panel, sums, width, firstPixel, pixels);
      }
    }

    /** Where the runs of pixels that are contiguous in the source begin there and how long they are: pairs. */
    private int[] segments(int begin, int end) {
      int line = planes.rowStep() == to.width() ? to.map() : to.width();
      int[] segments = new int[2 * (end - begin)];
      int filled = 0;
      for (int pixel = begin; pixel < end;) {
        int image = pixel / to.map();
        int place = pixel % to.map();
        int length = Math.min(line - place % line, end - pixel);
        int base = planes.isInput() ? contract.x() + firstImage * from.image() : 0;
        int channel = image * from.channels() + group * (from.channels() / groups);
        segments[filled++] = base + channel * planes.size() + place / line * planes.rowStep() + place % line;
        segments[filled++] = length;
        pixel += length;
      }
      return Arrays.copyOf(segments, filled);
    }

    /**
     * Copies whole vectors, a column of them at a time: what is too much is overwritten by the next segment or never used; only what would reach
     * into the next row, which has its first columns already, is masked.
     */
    private void pack(int[] segments, int k, int end, int at, int width) {
      if (segments.length == 2 && width == 2 * Lanes.COUNT) {
        packPairs(segments[0], k, end, at);
        return;
      }
      int target = 0;
      for (int s = 0; s < segments.length; s += 2) {
        int length = segments[s + 1];
        for (int i = 0; i < length; i += Lanes.COUNT) {
          if (target + i + Lanes.COUNT <= width) {
            packColumn(segments[s] + i, k, end, at + target + i, width);
          } else {
            packColumn(segments[s] + i, k, end, at + target + i, width, Lanes.first(width - target - i));
          }
        }
        target += length;
      }
    }

    private void packPairs(int from, int k, int end, int at) {
      for (int row = k; row < end; row++) {
        int place = from + taps[row];
        int target = at + (row - k) * 2 * Lanes.COUNT;
        FloatVector.fromArray(Lanes.SPECIES, source, place).intoArray(scratch, target);
        FloatVector.fromArray(Lanes.SPECIES, source, place + Lanes.COUNT).intoArray(scratch, target + Lanes.COUNT);
      }
    }

    private void packColumn(int from, int k, int end, int at, int width) {
      for (int row = k; row < end; row++) {
        FloatVector.fromArray(Lanes.SPECIES, source, from + taps[row]).intoArray(scratch, at + (row - k) * width);
      }
    }

    private void packColumn(int from, int k, int end, int at, int width, VectorMask<Float> mask) {
      for (int row = k; row < end; row++) {
        FloatVector.fromArray(Lanes.SPECIES, source, from + taps[row]).intoArray(scratch, at + (row - k) * width, mask);
      }
    }

    private void store(int panel, int sums, int width, int firstPixel, int pixels) {
      int row = width == Tile.ODD ? Lanes.COUNT : width;
      int firstFilter = group * filters + panel * Tile.ROWS;
      int rows = Math.min(Tile.ROWS, filters - panel * Tile.ROWS);
      for (int done = 0; done < pixels;) {
        int image = firstImage + (firstPixel + done) / to.map();
        int pixel = (firstPixel + done) % to.map();
        int length = Math.min(to.map() - pixel, pixels - done);
        int place = (image * to.channels() + firstFilter) * to.map() + pixel;
        int regular = Math.min(length, row - done);
        exit.rows(memory, firstFilter, rows, scratch, sums + done, row, place, to.map(), regular);
        if (regular < length) { // the odd pixel
          exit.rows(memory, firstFilter, rows, scratch, sums + Tile.ROWS * row, 1, place + regular, to.map(), 1);
        }
        done += length;
      }
    }
  }
}
