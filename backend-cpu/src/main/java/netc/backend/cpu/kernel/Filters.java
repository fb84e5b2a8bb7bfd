package netc.backend.cpu.kernel;

import netc.ir.tensor.Elements;

/** The weights of a contraction in the form that its kernel wants: made once if they are fixed, for each run if they are computed. */
@FunctionalInterface
public interface Filters {
  /** The weights for the run on {@code frame}. */
  float[] in(Frame frame);

  /** A way to lay weights out. */
  @FunctionalInterface
  interface Form {
    /** Lays out {@code weights}. */
    float[] of(Elements weights);
  }

  /** {@code count} weights as they are. */
  static Form plain(int count) {
    return weights -> {
      float[] array = new float[count];
      weights.read(0, array, 0, count);
      return array;
    };
  }

  /**
   * Weights {@code [groups · filters][depth]} in panels for {@link Tile}, slice by slice of the depth, in the order in which they are read:
   * {@code [groups][⌈depth / slice⌉][⌈filters / ROWS⌉][slice][ROWS]}, with zeros in the place of missing filters; the last slice may be shorter.
   */
  static Form panels(int groups, int filters, int depth, int slice) {
    int panels = Math.ceilDiv(filters, Tile.ROWS);
    int size = Math.multiplyExact(Math.multiplyExact(groups * panels, Tile.ROWS), depth);
    return weights -> {
      float[] packed = new float[size];
      float[] row = new float[depth];
      for (int filter = 0; filter < groups * filters; filter++) {
        weights.read((long) filter * depth, row, 0, depth);
        int within = filter % filters;
        int group = filter / filters * panels * depth;
        for (int first = 0; first < depth; first += slice) {
          int length = Math.min(slice, depth - first);
          int at = (group + panels * first + within / Tile.ROWS * length) * Tile.ROWS + within % Tile.ROWS;
          for (int k = 0; k < length; k++) {
            packed[at + k * Tile.ROWS] = row[first + k];
          }
        }
      }
      return packed;
    };
  }
}
