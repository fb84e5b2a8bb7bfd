package netc.backend.tornado;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/**
 * One kernel with its arguments and its grid.
 *
 * @param label the step that it is of, or a part of
 * @param kernel the kernel's name
 * @param grid the number of work items along each axis: three
 * @param group the number of work items of a group along each axis: three that divide those of the grid
 * @param arguments how many arguments the kernel has
 * @param body what adds it to a graph
 */
record Task(String label, String kernel, List<Integer> grid, List<Integer> group, int arguments, Body body) {
  /** Adds a task of this name to a graph. */
  @FunctionalInterface
  interface Body {
    void addTo(TaskGraph graph, String id, KernelContext context, VectorFloat8 memory);
  }

  /** Work items of a group where it does not matter, at most. */
  private static final int GROUP = 64;

  Task {
    grid = List.copyOf(grid);
    group = List.copyOf(group);
    for (int axis = 0; axis < 3; axis++) {
      if (grid.get(axis) < 1 || group.get(axis) < 1 || grid.get(axis) % group.get(axis) != 0) {
        throw new IllegalStateException("grid " + grid + " of " + label + " is not made of groups " + group);
      }
    }
  }

  /** A task whose groups may be any. */
  static Task of(String label, String kernel, List<Integer> grid, int arguments, Body body) {
    int width = Math.min(GROUP, grid.getFirst());
    while (grid.getFirst() % width != 0) {
      width--;
    }
    int height = Math.min(GROUP / width, grid.get(1));
    while (grid.get(1) % height != 0) {
      height--;
    }
    return new Task(label, kernel, grid, List.of(width, height, 1), arguments, body);
  }

  /** Whether it is of our OpenCL C. */
  boolean isSource() {
    return kernel.equals(DenseConvolution.SOURCE);
  }

  /** The bytes that TornadoVM encodes it in. */
  int bytes() {
    return 15 + 5 * arguments;
  }

  WorkerGrid worker() {
    var worker = new WorkerGrid3D(grid.get(0), grid.get(1), grid.get(2));
    worker.setLocalWork(group.get(0), group.get(1), group.get(2));
    return worker;
  }
}
