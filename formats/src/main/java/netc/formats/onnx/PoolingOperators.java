package netc.formats.onnx;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import netc.ir.diag.Code;
import netc.ir.op.AvgPool2d;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Op;
import netc.ir.op.Pad;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.type.TensorType;

/** Pooling. */
final class PoolingOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.of(
      "MaxPool", PoolingOperators::maxPool,
      "AveragePool", PoolingOperators::averagePool,
      "GlobalAveragePool", op -> pool(op, Shapes.asMap(op, op.input(0)), new GlobalAvgPool()),
      "GlobalMaxPool", PoolingOperators::globalMaxPool);

  private PoolingOperators() {}

  private static WindowAttributes window(Operator op) {
    List<Long> kernel =
        op.integers("kernel_shape").orElseThrow(() -> Refusal.invalid(Code.BAD_ATTRIBUTE, "attribute \"kernel_shape\" is missing"));
    return WindowAttributes.of(op, op.type(0), kernel);
  }

  private static Operand maxPool(Operator op) {
    op.ignore("storage_order"); // of the indices, a result that is not supported
    WindowAttributes window = window(op);
    Operand x = Shapes.asMap(op, op.input(0));
    WindowAttributes whole = window.withPad(window.padWithRoom(ImportedGraph.type(x)));
    if (isWide(whole)) {
      x = op.step(new Pad(whole.pad(), Double.NEGATIVE_INFINITY), x);
      whole = whole.withPad(Padding.NONE);
    }
    return pool(op, x, new MaxPool2d(whole.kernel(), whole.stride(), whole.pad(), whole.dilation(), false));
  }

  /** Cells of the padding count or not; those that only a last partial window has never do. */
  private static Operand averagePool(Operator op) {
    WindowAttributes window = window(op);
    boolean counts = op.integer("count_include_pad", 0) == 1;
    if (!window.dilation().equals(Size2.ONE)) {
      throw Refusal.unsupported("dilations");
    }
    Operand x = Shapes.asMap(op, op.input(0));
    Padding whole = window.padWithRoom(ImportedGraph.type(x));
    boolean isPartial = !whole.equals(window.pad());
    if (counts && !window.pad().isNone() && (isPartial || isWide(window))) {
      x = op.step(new Pad(window.pad(), 0), x);
      window = window.withPad(Padding.NONE);
      whole = window.padWithRoom(ImportedGraph.type(x));
    }
    return pool(op, x, new AvgPool2d(window.kernel(), window.stride(), whole, false, counts && !isPartial));
  }

  /** Whether a window may lie in the padding alone, which netc's pooling does not have. */
  private static boolean isWide(WindowAttributes window) {
    Padding pad = window.pad();
    return pad.isNonNegative() && (Math.max(pad.top(), pad.bottom()) >= window.kernel().height()
        || Math.max(pad.left(), pad.right()) >= window.kernel().width());
  }

  private static Operand globalMaxPool(Operator op) {
    Operand x = Shapes.asMap(op, op.input(0));
    TensorType type = ImportedGraph.type(x);
    WindowAttributes.requireAxes(type.rank() - 2);
    var kernel = new Size2(Operator.small(type.size(2)), Operator.small(type.size(3)));
    return pool(op, x, new MaxPool2d(kernel, Size2.ONE, Padding.NONE, Size2.ONE, false));
  }

  private static Operand pool(Operator op, Operand x, Op pool) {
    WindowAttributes.requireAxes(op.type(0).rank() - 2);
    return op.type(0).rank() == 3 ? Shapes.fromMap(op, op.step(pool, x)) : op.result(pool, x);
  }
}
