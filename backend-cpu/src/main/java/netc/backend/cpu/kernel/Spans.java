package netc.backend.cpu.kernel;

import java.util.stream.IntStream;

/** Where each window along one axis begins and ends within the map, and how many cells it counts for. */
public final class Spans {
  private final int[] begins;
  private final int[] ends;
  private final int[] cells;
  private final int step;

  private Spans(int[] begins, int[] ends, int[] cells, int step) {
    this.begins = begins;
    this.ends = ends;
    this.cells = cells;
    this.step = step;
  }

  /**
   * Windows that slide.
   *
   * @param size the map's extent
   * @param places the number of windows
   * @param kernel cells of a window
   * @param stride steps between windows
   * @param dilation steps between the cells of a window
   * @param before padding before the map
   * @param after padding after the map
   * @param countPad whether cells of the padding count
   */
  public static Spans sliding(int size, int places, int kernel, int stride, int dilation, int before, int after, boolean countPad) {
    int[] begins = new int[places];
    int[] ends = new int[places];
    int[] cells = new int[places];
    for (int i = 0; i < places; i++) {
      int begin = i * stride - before;
      int end = begin + (kernel - 1) * dilation + 1;
      begins[i] = begin >= 0 ? begin : Math.floorMod(begin, dilation);
      ends[i] = Math.min(size, end);
      cells[i] = countPad ? Math.min(size + after, end) - begin : ends[i] - begins[i];
    }
    return new Spans(begins, ends, cells, dilation);
  }

  /** {@code places} windows that cover {@code size} cells: window i is [⌊i·size/places⌋, ⌈(i+1)·size/places⌉). */
  public static Spans adaptive(int size, int places) {
    int[] begins = IntStream.range(0, places).map(i -> (int) ((long) i * size / places)).toArray();
    int[] ends = IntStream.range(0, places).map(i -> (int) Math.ceilDiv((i + 1L) * size, places)).toArray();
    int[] cells = IntStream.range(0, places).map(i -> ends[i] - begins[i]).toArray();
    return new Spans(begins, ends, cells, 1);
  }

  int begin(int window) {
    return begins[window];
  }

  int end(int window) {
    return ends[window];
  }

  /** The window's part of the divisor of a mean. */
  int cells(int window) {
    return cells[window];
  }

  /** From one cell of a window to the next. */
  int step() {
    return step;
  }
}
