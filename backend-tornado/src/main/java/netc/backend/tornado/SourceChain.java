package netc.backend.tornado;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import netc.backend.tornado.kernel.Blocked;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/**
 * Short steps of our OpenCL C that follow each other, in one task: between tasks TornadoVM waits for the device, and the device for TornadoVM, which
 * takes about 20 µs. The task's work items find the steps in a table on the device; see {@code convolution.cl}. They wait for each other without
 * letting go of their cores, so that long steps are better off by themselves.
 *
 * @param table the place of the counters and of the table behind them
 * @param steps how many there are
 * @param host the input that is not blocked
 */
record SourceChain(int table, int steps, FloatArray host) implements Task.Body {
  /** What the work items of a step are divided among, at most. */
  private static final int PARTS = 64;

  /** Vectors of the counters, and of a step in the table. */
  private static final int COUNTERS = 1;

  private static final int STEP = 3;

  /** The multiplications of a step that is short: 100 µs of two cores, or so. */
  private static final long MOST_PRODUCTS = 20_000_000;

  /**
   * One step of our OpenCL C.
   *
   * @param products its multiplications
   */
  record Link(DenseConvolution convolution, long products, FloatArray host) implements Task.Body {
    boolean isShort() {
      return products <= MOST_PRODUCTS;
    }

    @Override
    public void addTo(TaskGraph graph, String id, KernelContext context, VectorFloat8 memory) {
      convolution.addSource(graph, id, host, memory);
    }
  }

  @Override
  public void addTo(TaskGraph graph, String id, KernelContext context, VectorFloat8 memory) {
    new DenseConvolution(0, 0, table, 0, Ending.NONE, -steps, 0, 0, 0, 0, 0, 0).addSource(graph, id, host, memory);
  }

  /** The same tasks, short ones of our OpenCL C that follow each other together. */
  static List<Task> of(List<Task> tasks, DeviceMemory memory) {
    var shorter = new ArrayList<Task>();
    var links = new ArrayList<Task>();
    for (Task task : tasks) {
      if (task.body() instanceof Link link && link.isShort()) {
        links.add(task);
      } else {
        shorter.addAll(chained(links, memory));
        links.clear();
        shorter.add(task);
      }
    }
    shorter.addAll(chained(links, memory));
    return shorter;
  }

  private static List<Task> chained(List<Task> links, DeviceMemory memory) {
    if (links.size() < 2) {
      return List.copyOf(links);
    }
    var rows = new ArrayList<List<Number>>();
    int parts = 0;
    for (Task task : links) {
      int width = task.grid().get(0);
      int height = task.grid().get(1);
      int own = (int) Math.min(PARTS, (long) width * height);
      var row = new ArrayList<>(link(task).convolution().numbers());
      row.addAll(List.of(width, height, parts, own));
      rows.add(row);
      parts += own;
    }
    int table = memory.constant(COUNTERS + STEP * rows.size(), to -> write(rows, to));
    String label = links.getFirst().label() + " to " + links.getLast().label();
    return List.of(new Task(label, DenseConvolution.SOURCE, List.of(parts, 1, 1), List.of(1, 1, 1), DenseConvolution.SOURCE_ARGUMENTS,
        new SourceChain(table, rows.size(), link(links.getFirst()).host())));
  }

  private static Link link(Task task) {
    return (Link) task.body();
  }

  private static void write(List<List<Number>> rows, MemorySegment to) {
    long at = (long) COUNTERS * Blocked.LANES;
    for (List<Number> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        Number number = row.get(i);
        int bits = number instanceof Float real ? Float.floatToRawIntBits(real) : number.intValue();
        to.setAtIndex(ValueLayout.JAVA_INT, at + i, bits);
      }
      at += (long) STEP * Blocked.LANES;
    }
  }
}
