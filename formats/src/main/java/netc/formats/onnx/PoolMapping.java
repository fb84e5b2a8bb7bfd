package netc.formats.onnx;

import static netc.formats.onnx.OnnxAttributes.integer;
import static netc.formats.onnx.OnnxAttributes.pads;
import static netc.formats.onnx.OnnxAttributes.size;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import netc.ir.Node;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.AvgPool2d;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Padding;
import netc.ir.op.Pooling;
import netc.ir.op.Size2;
import netc.ir.type.TensorType;

/**
 * What pooling is in ONNX. {@code ceil_mode} is never used: versions of the operators and of runtimes disagree on the last, partial window,
 * both on whether there is one and on what an average divides by. Padding at the end, which all read alike, makes room for that window
 * instead.
 */
final class PoolMapping {
  private static final int HEIGHT = 2;
  private static final int WIDTH = 3;

  private final OnnxGraph out;
  private final Node node;

  PoolMapping(OnnxGraph out, Node node) {
    this.out = out;
    this.node = node;
  }

  /** How an axis is covered by windows that are all alike. */
  private record Stride(int kernel, int step) {}

  void emit(Pooling op) {
    switch (op) {
      case MaxPool2d pool -> emit(pool);
      case AvgPool2d pool -> emit(pool);
      case AdaptiveMaxPool2d _ -> emitAdaptive("MaxPool", "ReduceMax");
      case AdaptiveAvgPool2d _ -> emitAdaptive("AveragePool", "ReduceMean");
      case GlobalAvgPool _ -> out.result(node, "GlobalAveragePool", List.of(x()));
    }
  }

  private String x() {
    return out.use(node.operand(0));
  }

  private void emit(MaxPool2d pool) {
    Padding room = room(pool.kernel(), pool.stride(), pool.dilation(), pool.pad());
    Padding pad = sum(pool.pad(), room);
    // Runtimes refuse padding as wide as the kernel, which dilation makes possible.
    boolean fits = Math.max(pad.top(), pad.bottom()) < pool.kernel().height() && Math.max(pad.left(), pad.right()) < pool.kernel().width();
    String x = fits ? x() : out.step(node, "Pad", List.of(x(), OpMapping.padsInput(out, pad), out.scalar(Double.NEGATIVE_INFINITY)));
    out.result(node, "MaxPool", List.of(x), size("kernel_shape", pool.kernel()), size("strides", pool.stride()),
        pads(fits ? pad : Padding.NONE), size("dilations", pool.dilation()));
  }

  /** Cells that count become zeros of the input, or are counted as padding if all of them do; cells that do not count are padding. */
  private void emit(AvgPool2d pool) {
    Padding room = room(pool.kernel(), pool.stride(), Size2.ONE, pool.pad());
    boolean mixed = pool.countPad() && !pool.pad().isNone() && !room.isNone();
    String x = mixed ? out.step(node, "Pad", List.of(x(), OpMapping.padsInput(out, pool.pad()), out.scalar(0))) : x();
    boolean counts = pool.countPad() && room.isNone();
    out.result(node, "AveragePool", List.of(x), size("kernel_shape", pool.kernel()), size("strides", pool.stride()),
        pads(mixed ? room : sum(pool.pad(), room)), integer("count_include_pad", counts ? 1 : 0));
  }

  /** What the last windows need beyond the padding. */
  private Padding room(Size2 kernel, Size2 stride, Size2 dilation, Padding pad) {
    TensorType input = node.operand(0).type();
    TensorType result = node.type();
    long height = (result.size(HEIGHT) - 1) * stride.height() + (kernel.height() - 1L) * dilation.height() + 1;
    long width = (result.size(WIDTH) - 1) * stride.width() + (kernel.width() - 1L) * dilation.width() + 1;
    long bottom = Math.max(0, height - (input.size(HEIGHT) + pad.top() + pad.bottom()));
    long right = Math.max(0, width - (input.size(WIDTH) + pad.left() + pad.right()));
    return new Padding(0, 0, Math.toIntExact(bottom), Math.toIntExact(right));
  }

  private static Padding sum(Padding a, Padding b) {
    return new Padding(a.top() + b.top(), a.left() + b.left(), a.bottom() + b.bottom(), a.right() + b.right());
  }

  private void emitAdaptive(String pool, String reduce) {
    Optional<Stride> rows = stride(HEIGHT);
    Optional<Stride> columns = stride(WIDTH);
    if (rows.isPresent() && columns.isPresent()) {
      var kernel = new Size2(rows.get().kernel(), columns.get().kernel());
      out.result(node, pool, List.of(x()), size("kernel_shape", kernel),
          size("strides", new Size2(rows.get().step(), columns.get().step())));
      return;
    }
    // A window is a product of rows and columns: one axis can be reduced after the other.
    String reduced = out.step(node, "Concat", windows(x(), HEIGHT, reduce), integer("axis", HEIGHT));
    out.result(node, "Concat", windows(reduced, WIDTH, reduce), integer("axis", WIDTH));
  }

  /** One slice and its reduction for each window along an axis. */
  private List<String> windows(String x, int axis, String reduce) {
    var results = new ArrayList<String>();
    int places = node.type().shape().extent(axis);
    for (int i = 0; i < places; i++) {
      String slice = out.step(node, "Slice", List.of(x, out.integers(begin(axis, i)), out.integers(end(axis, i)), out.integers(axis)));
      results.add(new ReduceMapping(out, node).step(reduce, slice, axis));
    }
    return results;
  }

  /** The kernel and the step of the windows along an axis, if they are all alike. */
  private Optional<Stride> stride(int axis) {
    int places = node.type().shape().extent(axis);
    long kernel = end(axis, 0);
    long step = places == 1 ? 1 : begin(axis, 1);
    boolean alike = IntStream.range(0, places).allMatch(i -> begin(axis, i) == i * step && end(axis, i) == i * step + kernel);
    return alike && step > 0 ? Optional.of(new Stride(Math.toIntExact(kernel), Math.toIntExact(step))) : Optional.empty();
  }

  private long begin(int axis, long place) {
    return place * node.operand(0).type().size(axis) / node.type().size(axis);
  }

  private long end(int axis, long place) {
    return Math.ceilDiv((place + 1) * node.operand(0).type().size(axis), node.type().size(axis));
  }
}
