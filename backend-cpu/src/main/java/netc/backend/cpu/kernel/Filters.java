package netc.backend.cpu.kernel;

import java.lang.foreign.MemorySegment;
import netc.ir.tensor.Tensor;

/** The weights of a contraction in the form that its kernel wants: made once if they are fixed, for each run if they are computed. */
@FunctionalInterface
public interface Filters {
  /** The weights for the run on {@code frame}. */
  float[] in(Frame frame);

  /** A way to lay weights out. */
  @FunctionalInterface
  interface Form {
    /** Lays out {@code weights}, which are dense and row-major. */
    float[] of(MemorySegment weights);
  }

  /** {@code count} weights as they are. */
  static Form plain(int count) {
    return weights -> {
      float[] array = new float[count];
      MemorySegment.copy(weights, Tensor.FLOAT, 0, array, 0, count);
      return array;
    };
  }

  /**
   * Weights {@code [groups · filters][depth]} in panels for {@link Tile}: {@code [groups][⌈filters / ROWS⌉][depth][ROWS]}, with zeros in the place
   * of missing filters.
   */
  static Form panels(int groups, int filters, int depth) {
    int panels = Math.ceilDiv(filters, Tile.ROWS);
    int size = Math.multiplyExact(Math.multiplyExact(groups * panels, Tile.ROWS), depth);
    return weights -> {
      float[] packed = new float[size];
      float[] row = new float[depth];
      for (int filter = 0; filter < groups * filters; filter++) {
        MemorySegment.copy(weights, Tensor.FLOAT, (long) filter * depth * Float.BYTES, row, 0, depth);
        int within = filter % filters;
        int at = (filter / filters * panels + within / Tile.ROWS) * Tile.ROWS * depth + within % Tile.ROWS;
        for (int k = 0; k < depth; k++) {
          packed[at + k * Tile.ROWS] = row[k];
        }
      }
      return packed;
    };
  }
}
