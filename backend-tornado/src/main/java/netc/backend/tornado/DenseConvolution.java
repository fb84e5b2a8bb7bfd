package netc.backend.tornado;

import java.util.List;
import netc.backend.tornado.kernel.Convolutions;
import netc.backend.tornado.kernel.SharedTiles;
import uk.ac.manchester.tornado.api.AccessorParameters;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/** The arguments that every kernel for a convolution has; see {@link Convolutions}. */
record DenseConvolution(
    int in, int out, int weights, int bias, Ending end, int images, int channels, int groups, int from, int to, int window, int frame) {
  /** Cells of a work item of our OpenCL C. */
  static final int SOURCE_TILE = 12;

  /** What our OpenCL C takes. */
  static final int SOURCE_ARGUMENTS = 19;

  /** Products for each element of the result from which on a work item of our OpenCL C is worth its start. */
  static final int LEAST_PRODUCTS = 256;

  /** Elements of a filter for which it can gather what is not blocked. */
  static final int MOST_GATHERED = 512;

  /** The place of an input that is not blocked. */
  static final int PLAIN = -1;

  /** The name of our OpenCL C's kernel. */
  static final String SOURCE = "convolution";

  /** The number of cells from which on tiles of them pay. */
  static final int LEAST_CELLS = Convolutions.TILE;

  /** A task that does nothing and has our OpenCL C compiled. */
  static Task nothing(FloatArray host) {
    var none = new DenseConvolution(0, 0, 0, 0, Ending.NONE, 0, 0, 0, 0, 0, 0, 0);
    return new Task("nothing", SOURCE, List.of(1, 1, 1), List.of(1, 1, 1), SOURCE_ARGUMENTS,
        new SourceChain.Link(none, 0, host));
  }

  void addTile(TaskGraph graph, String id, KernelContext context, VectorFloat8 memory) {
    graph.task(id, Convolutions::tile, context, memory, in, out, weights, bias, end.residual(), end.functions(), end.first().p(),
        end.first().q(), end.second().p(), end.second().q(), images, channels, groups, from, to, window, frame);
  }

  void addShared(TaskGraph graph, String id, KernelContext context, VectorFloat8 memory) {
    graph.task(id, SharedTiles::shared, context, memory, in, out, weights, bias, end.residual(), end.functions(), end.first().p(),
        end.first().q(), end.second().p(), end.second().q(), images, channels, groups, from, to, window, frame);
  }

  void addCell(TaskGraph graph, String id, KernelContext context, VectorFloat8 memory) {
    graph.task(id, Convolutions::cell, context, memory, in, out, weights, bias, end.residual(), end.functions(), end.first().p(),
        end.first().q(), end.second().p(), end.second().q(), channels, groups, from, to, window, frame);
  }

  /** What our OpenCL C takes behind the arrays: ints and floats. */
  List<Number> numbers() {
    return List.of(in, out, weights, bias, end.residual(), end.functions(), end.first().p(), end.first().q(), end.second().p(),
        end.second().q(), images, channels, groups, from, to, window, frame);
  }

  void addSource(TaskGraph graph, String id, FloatArray host, VectorFloat8 memory) {
    List<Number> numbers = numbers();
    var parameters = new AccessorParameters(SOURCE_ARGUMENTS);
    parameters.set(0, memory, Access.READ_WRITE);
    parameters.set(1, host, Access.READ_ONLY);
    for (int i = 0; i < numbers.size(); i++) {
      parameters.set(i + 2, numbers.get(i), Access.NONE);
    }
    graph.prebuiltTask(id, SOURCE, DeviceSource.convolution(), parameters);
  }
}
