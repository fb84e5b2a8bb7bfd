package netc.formats.onnx;

import static netc.formats.onnx.OnnxAttributes.integer;
import static netc.formats.onnx.OnnxAttributes.integers;
import static netc.formats.onnx.OnnxAttributes.pads;
import static netc.formats.onnx.OnnxAttributes.size;
import static netc.formats.onnx.OnnxAttributes.word;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.Node;
import netc.ir.Value;
import netc.ir.diag.CompilerBug;
import netc.ir.op.Add;
import netc.ir.op.Binary;
import netc.ir.op.Concat;
import netc.ir.op.Contraction;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Div;
import netc.ir.op.Elementwise;
import netc.ir.op.Flatten;
import netc.ir.op.Leaf;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Movement;
import netc.ir.op.Mul;
import netc.ir.op.Normalization;
import netc.ir.op.Pad;
import netc.ir.op.Padding;
import netc.ir.op.Pooling;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.Reduction;
import netc.ir.op.Reshape;
import netc.ir.op.Resize;
import netc.ir.op.Shuffle;
import netc.ir.op.Slice;
import netc.ir.op.Split;
import netc.ir.op.Sub;
import netc.ir.op.Transpose;
import netc.ir.op.Unary;
import netc.ir.type.TensorType;

/** What each op is in ONNX. Some families have a class of their own: {@link NormalizationMapping}, {@link PoolMapping},
 * {@link ReduceMapping}, {@link UnaryMapping}. */
final class OpMapping {
  private final OnnxGraph out;
  private final Node node;

  private OpMapping(OnnxGraph out, Node node) {
    this.out = out;
    this.node = node;
  }

  /** Adds the operators that compute a node. */
  static void emit(OnnxGraph out, Node node) {
    var mapping = new OpMapping(out, node);
    switch (node.op()) {
      case Contraction op -> mapping.emit(op);
      case Normalization op -> new NormalizationMapping(out, node).emit(op);
      case Elementwise op -> mapping.emit(op);
      case Pooling op -> new PoolMapping(out, node).emit(op);
      case Reduction op -> new ReduceMapping(out, node).emit(op);
      case Resize op -> mapping.emit(op);
      case Movement op -> mapping.emit(op);
      case Leaf leaf -> throw new CompilerBug(leaf.name() + " is no operation");
    }
  }

  private List<String> operands() {
    return node.operands().stream().map(out::use).toList();
  }

  private String x() {
    return out.use(node.operand(0));
  }

  private void emit(Contraction op) {
    switch (op) {
      case Conv2d conv -> out.result(node, "Conv", operands(), size("kernel_shape", Conv2d.kernel(node.operand(1).type())),
          size("strides", conv.stride()), pads(conv.pad()), size("dilations", conv.dilation()), integer("group", conv.groups()));
      case ConvTranspose2d conv ->
          out.result(node, "ConvTranspose", operands(), size("kernel_shape", Conv2d.kernel(node.operand(1).type())),
              size("strides", conv.stride()), pads(conv.pad()), size("dilations", conv.dilation()),
              size("output_padding", conv.outputPad()),
              integer("group", conv.groups()));
      case MatMul _ -> out.result(node, "MatMul", operands());
      case Linear _ -> out.result(node, "Gemm", operands(), integer("transB", 1));
    }
  }

  private void emit(Elementwise op) {
    switch (op) {
      case Binary binary -> out.result(node, switch (binary) {
        case Add _ -> "Add";
        case Mul _ -> "Mul";
        case Sub _ -> "Sub";
        case Div _ -> "Div";
        case Pow _ -> "Pow";
        case Min _ -> "Min";
        case Max _ -> "Max";
      }, operands());
      case Unary unary -> new UnaryMapping(out, node).emit(unary);
      case Prelu _ -> out.result(node, "PRelu", List.of(x(), slope(node.operand(1))));
    }
  }

  /** The slope of each channel with a dimension of 1 for every axis behind the channels': ONNX aligns shapes at their ends. */
  private String slope(Value slope) {
    int trailing = node.type().rank() - 2;
    if (slope.type().size(0) == 1 || trailing == 0) {
      return out.use(slope);
    }
    var dims = new ArrayList<>(List.of(slope.type().size(0)));
    IntStream.range(0, trailing).forEach(_ -> dims.add(1L));
    return out.reshaped(node, slope, dims);
  }

  private void emit(Movement op) {
    switch (op) {
      case Concat(int axis) -> out.result(node, "Concat", operands(), integer("axis", axis));
      case Split(var sizes, int axis) -> out.result(node, "Split", List.of(x(), out.integers(longs(sizes))), integer("axis", axis));
      case Flatten _ -> out.result(node, "Flatten", operands(), integer("axis", 1));
      case Reshape(var shape) -> out.result(node, "Reshape", List.of(x(), out.integers(longs(shape))));
      case Transpose(var permutation) -> out.result(node, "Transpose", operands(), integers("perm", longs(permutation)));
      case Pad(var pad, double value, var mode) -> out.result(node, "Pad", List.of(x(), padsInput(out, pad), out.scalar(value)),
          word("mode", mode));
      case Shuffle(int groups) -> emitShuffle(groups);
      case Slice slice -> out.result(node, "Slice", List.of(x(), out.integers(longs(slice.starts())), out.integers(longs(slice.ends())),
          out.integers(longs(slice.axes())),
          out.integers(IntStream.range(0, slice.axes().size()).mapToObj(i -> (long) slice.step(i)).toList())));
    }
  }

  private void emit(Resize resize) {
    List<Long> size = List.of((long) resize.size().height(), (long) resize.size().width());
    TensorType x = node.operand(0).type();
    String sizes = x.shape().isStatic() ? out.integers(x.size(0), x.size(1), size.getFirst(), size.getLast())
        : out.step(node, "Concat", List.of(batchAndChannels(), out.integers(size)), integer("axis", 0));
    out.result(node, "Resize", List.of(x(), "", "", sizes), word("mode", resize.mode()),
        word("coordinate_transformation_mode", resize.coordinates()), word("nearest_mode", resize.rounding()));
  }

  /** The sizes of the first two axes, where they are known only when the model runs. */
  private String batchAndChannels() {
    String shape = out.step(node, "Shape", List.of(x()));
    return out.step(node, "Slice", List.of(shape, out.integers(0), out.integers(2), out.integers(0)));
  }

  private void emitShuffle(int groups) {
    TensorType type = node.type();
    String grouped = out.step(node, "Reshape", List.of(x(), out.integers(0, groups, type.size(1) / groups, type.size(2), type.size(3))));
    String swapped = out.step(node, "Transpose", List.of(grouped), integers("perm", List.of(0L, 2L, 1L, 3L, 4L)));
    out.result(node, "Reshape", List.of(swapped, out.integers(0, type.size(1), type.size(2), type.size(3))));
  }

  /** The padding of an image as the operator Pad takes it: the beginnings of all axes, then their ends. */
  static String padsInput(OnnxGraph out, Padding pad) {
    return out.integers(0, 0, pad.top(), pad.left(), 0, 0, pad.bottom(), pad.right());
  }

  private static List<Long> longs(List<Integer> values) {
    return values.stream().map(Integer::longValue).toList();
  }
}
