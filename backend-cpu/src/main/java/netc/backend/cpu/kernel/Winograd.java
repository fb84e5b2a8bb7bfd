package netc.backend.cpu.kernel;

import static netc.backend.cpu.kernel.WinogradTransforms.ELEMENTS;
import static netc.backend.cpu.kernel.WinogradTransforms.IN;
import static netc.backend.cpu.kernel.WinogradTransforms.OUT;

import java.util.Arrays;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;

/**
 * Convolution 3×3 with stride 1 by F(4×4, 3×3): tiles of the input and filters are transformed, multiplied element by element, which over all channels
 * is a matrix product for each of the 36 elements, and transformed back: 36 multiplications where the definition has 144. It rounds more than the
 * definition does: by less than 10⁻⁵ of the largest result.
 *
 * <p>Strips of tile rows, so that what is transformed stays in a cache, are done one after the other: first their channels are transformed, then blocks
 * of tiles and of filters are multiplied and transformed back.
 */
public final class Winograd implements Kernel {
  private static final int L = Lanes.COUNT;

  /** Panels of filters that share what they read of a block of tiles. */
  public static final int PANELS = 4;

  /** How many floats of transformed input a strip may have, unless one row of tiles has more. */
  private static final int STRIP = 1 << 20;

  /** Below so many channels on either side the transforms cost what they save. */
  private static final int FEWEST_CHANNELS = 24;

  private static final int SMALLEST_MAP = 10;

  private final Contract contract;
  private final Conv2d conv;
  private final Exit exit;
  private final Sizes from;
  private final Sizes to;
  private final int across;
  private final int down;
  private final int rowsPerStrip;

  /** Places in the scratch of a thread that transforms input: a line, its phases, planes of the strip's columns, half of a transform. */
  private final int phases;

  private final int phasesAt;
  private final int plane;
  private final int planesAt;
  private final int halfAt;

  /**
   * A convolution that {@link #suits}.
   *
   * @param contract where everything is; the filters are {@link WinogradTransforms#filters}
   * @param conv the op
   * @param from the input's sizes
   * @param to the result's sizes
   */
  public Winograd(Contract contract, Conv2d conv, Sizes from, Sizes to) {
    this.contract = contract;
    this.conv = conv;
    this.from = from;
    this.to = to;
    exit = new Exit(contract);
    across = Math.ceilDiv(to.width(), OUT);
    down = Math.ceilDiv(to.height(), OUT);
    rowsPerStrip = Math.clamp(STRIP / (ELEMENTS * from.channels() * across), 1, down);
    phases = Math.ceilDiv(across + 1, L) * L;
    phasesAt = (phases + 1) * OUT + conv.pad().left() + from.width() + L;
    plane = (rowsPerStrip + 1) * across + 2 * L;
    planesAt = phasesAt + OUT * phases + L;
    halfAt = planesAt + OUT * IN * plane;
  }

  /** Whether it can do a convolution, and faster than the definition can. */
  public static boolean suits(Conv2d conv, Size2 kernel, Sizes from, Sizes to) {
    return conv.groups() == 1 && kernel.equals(Size2.of(3)) && conv.stride().equals(Size2.ONE) && conv.dilation().equals(Size2.ONE)
        && Math.min(from.channels(), to.channels()) >= FEWEST_CHANNELS && Math.min(to.height(), to.width()) >= SMALLEST_MAP;
  }

  /** The form of its filters. */
  public static Filters.Form filters(Sizes from, Sizes to) {
    return WinogradTransforms.filters(to.channels(), from.channels(), PANELS);
  }

  private static int padded(int tiles) {
    return Math.ceilDiv(tiles, L) * L;
  }

  @Override
  public int shared() {
    return ELEMENTS * from.channels() * padded(rowsPerStrip * across) + Lanes.SLACK;
  }

  @Override
  public int scratch() {
    return Math.max(halfAt + ELEMENTS * padded(rowsPerStrip * across), Products.SCRATCH) + Lanes.SLACK;
  }

  @Override
  public void run(Frame frame) {
    float[] weights = contract.filters().in(frame);
    int panels = Math.ceilDiv(to.channels(), Tile.ROWS);
    int panelBlocks = Math.ceilDiv(panels, PANELS);
    for (int image = 0; image < from.batch(); image++) {
      for (int first = 0; first < down; first += rowsPerStrip) {
        int firstRow = first;
        int rows = Math.min(rowsPerStrip, down - first);
        int source = contract.x() + image * from.image();
        int result = image * to.image();
        frame.forRanges(from.channels(), Math.max(1, (1 << 12) / (rows * across * OUT)), (begin, end, scratch) -> {
          for (int channel = begin; channel < end; channel++) {
            transform(frame.memory(), source + channel * from.map(), scratch, frame.shared(), channel, firstRow, rows);
          }
        });
        int blocks = Math.ceilDiv(rows * across, Tile.PIXELS);
        frame.forEach(blocks * panelBlocks, (task, scratch) -> {
          var products = new Products(frame.memory(), frame.shared(), scratch, weights, rows * across, result);
          products.run(firstRow, task % blocks, task / blocks * PANELS, Math.min(PANELS, panels - task / blocks * PANELS));
        });
      }
    }
  }

  /** Transforms a strip of one channel; a lane is a tile, in row-major order. */
  private void transform(float[] memory, int source, float[] scratch, float[] shared, int channel, int firstRow, int rows) {
    Arrays.fill(scratch, 0, phasesAt, 0f);
    for (int y = 0; y < rows * OUT + 2; y++) {
      int row = firstRow * OUT + y - conv.pad().top();
      boolean inside = row >= 0 && row < from.height();
      if (inside) {
        System.arraycopy(memory, source + row * from.width(), scratch, conv.pad().left(), from.width());
        WinogradTransforms.takeApart(scratch, 0, scratch, phasesAt, phases, phases / L);
      } else {
        Arrays.fill(scratch, phasesAt, phasesAt + OUT * phases, 0f);
      }
      for (int column = 0; column < IN; column++) {
        int at = planesAt + (y % OUT * IN + column) * plane + y / OUT * across;
        int phase = phasesAt + column % OUT * phases + column / OUT;
        for (int i = 0; i < across; i += L) {
          Lanes.copy(scratch, phase + i, scratch, at + i, L);
        }
      }
    }
    int lanes = padded(rows * across);
    int step = from.channels() * lanes;
    int whole = lanes / Tile.PIXELS * Tile.VECTORS;
    for (int column = 0; column < IN; column++) {
      WinogradTransforms.input(scratch, planesAt + column * plane, IN * plane, across, scratch, halfAt + column * lanes, IN * lanes,
          lanes / L,
          Tile.PIXELS);
    }
    for (int row = 0; row < IN; row++) {
      int half = halfAt + row * IN * lanes;
      int target = row * IN * step;
      WinogradTransforms.input(scratch, half, lanes, OUT * lanes, shared, target + channel * Tile.PIXELS, step, whole,
          from.channels() * Tile.PIXELS);
      if (whole * L < lanes) {
        WinogradTransforms.input(scratch, half + whole * L, lanes, OUT * lanes, shared, target + from.channels() * whole * L + channel * L,
            step,
            1, 0);
      }
    }
  }

  /** One task: some panels of filters on a block of tiles. */
  private final class Products {
    /** Floats of a tile of products, and where a thread has them, half of a transform and four rows of the result. */
    private static final int TILE = Tile.ROWS * Tile.PIXELS;

    private static final int PRODUCTS_AT = TILE;
    private static final int HALF_AT = PRODUCTS_AT + ELEMENTS * PANELS * TILE;
    private static final int WHOLE_AT = HALF_AT + OUT * IN * L;
    private static final int ROW = OUT * (Tile.PIXELS + 1);
    private static final int ROWS_AT = WHOLE_AT + OUT * L;
    private static final int ODD_AT = ROWS_AT + OUT * ROW + L;
    private static final int SCRATCH = ODD_AT + OUT * OUT * L;

    private final float[] memory;
    private final float[] shared;
    private final float[] scratch;
    private final float[] weights;
    private final int tiles;
    private final int result;

    Products(float[] memory, float[] shared, float[] scratch, float[] weights, int tiles, int result) {
      this.memory = memory;
      this.shared = shared;
      this.scratch = scratch;
      this.weights = weights;
      this.tiles = tiles;
      this.result = result;
      Arrays.fill(scratch, 0, TILE, 0f);
    }

    void run(int firstRow, int block, int firstPanel, int panels) {
      int first = block * Tile.PIXELS;
      int left = Math.min(Tile.PIXELS, tiles - first);
      int width = left == Tile.ODD ? left : left > L ? Tile.PIXELS : L;
      int depth = from.channels();
      for (int e = 0; e < ELEMENTS; e++) {
        int b = e * depth * padded(tiles) + depth * first;
        for (int panel = 0; panel < panels; panel++) {
          int a = (firstPanel * ELEMENTS + e * panels + panel) * depth * Tile.ROWS;
          Tile.multiply(weights, a, shared, b, scratch, 0, PRODUCTS_AT + (e * PANELS + panel) * TILE, depth, width);
        }
      }
      for (int panel = 0; panel < panels; panel++) {
        int filter = (firstPanel + panel) * Tile.ROWS;
        int products = PRODUCTS_AT + panel * TILE;
        int line = width == Tile.ODD ? L : width;
        if (width == Tile.ODD) {
          half(products + Tile.ROWS * L);
          for (int i = 0; i < OUT; i++) {
            WinogradTransforms.output(scratch, HALF_AT + i * IN * L, L, scratch, ODD_AT + i * OUT * L, L);
          }
        }
        for (int row = 0; row < Math.min(Tile.ROWS, to.channels() - filter); row++) {
          for (int v = 0; v < line / L; v++) {
            half(products + row * line + v * L);
            for (int i = 0; i < OUT; i++) {
              WinogradTransforms.output(scratch, HALF_AT + i * IN * L, L, scratch, WHOLE_AT, L);
              WinogradTransforms.putTogether(scratch, WHOLE_AT, L, scratch, ROWS_AT + i * ROW + v * OUT * L);
            }
          }
          for (int e = 0; width == Tile.ODD && e < OUT * OUT; e++) {
            scratch[ROWS_AT + e / OUT * ROW + OUT * L + e % OUT] = scratch[ODD_AT + e * L + row];
          }
          store(filter + row, firstRow, first, left);
        }
      }
    }

    /** The columns of the products of a vector of tiles. */
    private void half(int products) {
      for (int column = 0; column < IN; column++) {
        WinogradTransforms.output(scratch, products + column * PANELS * TILE, IN * PANELS * TILE, scratch, HALF_AT + column * L, IN * L);
      }
    }

    private void store(int filter, int firstRow, int firstTile, int count) {
      for (int done = 0; done < count;) {
        int column = (firstTile + done) % across;
        int length = Math.min(across - column, count - done);
        int y = (firstRow + (firstTile + done) / across) * OUT;
        int pixels = Math.min(length * OUT, to.width() - column * OUT);
        for (int i = 0; i < Math.min(OUT, to.height() - y); i++) {
          int place = result + filter * to.map() + (y + i) * to.width() + column * OUT;
          exit.rows(memory, filter, 1, scratch, ROWS_AT + i * ROW + done * OUT, 0, place, 0, pixels);
        }
        done += length;
      }
    }
  }
}
