package netc.backend.cpu.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;

/**
 * Convolution as a matrix product that never exists as a whole: {@code C[filter, pixel] = Σ A[filter, k] · B[k, pixel]}, where k runs over the
 * channels and taps of a group and pixels over all places of all images. A task takes a block of pixels and a block of filters; slice by slice of k it
 * packs the pixels' part of B, which then stays in the caches while all filters of the block pass over it (Goto and van de Geijn, ACM TOMS 34, 2008).
 */
public final class Convolution implements Kernel {
  /** How much of k a slice has: a tile's part of B fills most of a first-level cache. */
  private static final int SLICE = 256;

  /** Tiles of pixels and panels of filters of a block: what they need of A, B and C together fits a second-level cache. */
  private static final int TILES = 8;

  private static final int PANELS = 32;

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

  /**
   * A convolution.
   *
   * @param contract where everything is; the filters are {@link Filters#panels}
   * @param conv the op
   * @param kernel its kernel
   * @param from the input's sizes
   * @param to the result's sizes
   * @param threads how many threads there will be: blocks are cut so that each gets some
   */
  public Convolution(Contract contract, Conv2d conv, Size2 kernel, Sizes from, Sizes to, int threads) {
    this.contract = contract;
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
    while (groups * Math.ceilDiv(tiles, tileBlock) * Math.ceilDiv(panels, panelBlock) < 4 * threads && tileBlock * panelBlock > 4) {
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
    return tilesPerBlock * SLICE * Tile.PIXELS + Lanes.SLACK + sums * Tile.ROWS * Tile.PIXELS;
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
    private final int sumsAt = tilesPerBlock * SLICE * Tile.PIXELS + Lanes.SLACK;

    Block(float[] memory, float[] shared, float[] scratch, float[] weights, int firstImage, int count, int group) {
      this.memory = memory;
      this.source = planes.isInput() ? memory : shared;
      this.scratch = scratch;
      this.weights = weights;
      this.firstImage = firstImage;
      this.count = count;
      this.group = group;
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
          int left = pixels - tile * Tile.PIXELS;
          int width = left > Lanes.COUNT ? Tile.PIXELS : Lanes.COUNT;
          int packed = tile * SLICE * Tile.PIXELS;
          pack(segments[tile], k, end, packed, width);
          for (int panel = firstPanel; panel < endPanel; panel++) {
            int sums = taps.length > SLICE ? sumsAt + ((panel - firstPanel) * tiles + tile) * Tile.ROWS * Tile.PIXELS : sumsAt;
            if (k == 0) {
              begin(panel, sums, width);
            }
            int a = ((group * panels + panel) * taps.length + k) * Tile.ROWS;
            Tile.multiply(weights, a, scratch, packed, scratch, sums, end - k, width);
            if (end == taps.length) {
              store(panel, sums, width, firstPixel + tile * Tile.PIXELS, Math.min(left, Tile.PIXELS));
            }
          }
        }
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

    /** Copies whole vectors: what is too much is overwritten by the next segment or never used. */
    private void pack(int[] segments, int k, int end, int at, int width) {
      for (int row = k; row < end; row++) {
        int target = at + (row - k) * width;
        for (int s = 0; s < segments.length; s += 2) {
          int from = segments[s] + taps[row];
          int length = segments[s + 1];
          for (int i = 0; i < length; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.SPECIES, source, from + i).intoArray(scratch, target + i);
          }
          target += length;
        }
      }
    }

    private void begin(int panel, int sums, int width) {
      for (int row = 0; row < Tile.ROWS; row++) {
        int filter = panel * Tile.ROWS + row;
        float bias = filter < filters ? contract.bias(memory, group * filters + filter) : 0f;
        var vector = FloatVector.broadcast(Lanes.SPECIES, bias);
        for (int i = 0; i < width; i += Lanes.COUNT) {
          vector.intoArray(scratch, sums + row * width + i);
        }
      }
    }

    private void store(int panel, int sums, int width, int firstPixel, int pixels) {
      boolean places = contract.finish().needsPlaces();
      if (!places) {
        contract.finish().apply(memory, scratch, sums, 0, Tile.ROWS * width);
      }
      int rows = Math.min(Tile.ROWS, filters - panel * Tile.ROWS);
      for (int done = 0; done < pixels;) {
        int image = firstImage + (firstPixel + done) / to.map();
        int pixel = (firstPixel + done) % to.map();
        int length = Math.min(to.map() - pixel, pixels - done);
        for (int row = 0; row < rows; row++) {
          int place = (image * to.channels() + group * filters + panel * Tile.ROWS + row) * to.map() + pixel;
          int at = sums + row * width + done;
          if (places) {
            contract.finish().apply(memory, scratch, at, place, length);
          }
          Lanes.copy(scratch, at, memory, contract.out() + place, length);
        }
        done += length;
      }
    }
  }
}
