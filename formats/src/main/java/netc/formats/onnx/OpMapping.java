package netc.formats.onnx;

import static netc.formats.onnx.OnnxAttributes.integer;
import static netc.formats.onnx.OnnxAttributes.integers;
import static netc.formats.onnx.OnnxAttributes.number;
import static netc.formats.onnx.OnnxAttributes.pads;
import static netc.formats.onnx.OnnxAttributes.size;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.Node;
import netc.ir.Value;
import netc.ir.diag.CompilerBug;
import netc.ir.op.Add;
import netc.ir.op.BatchNorm;
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
import netc.ir.op.Lrn;
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
import netc.ir.op.Reshape;
import netc.ir.op.Shuffle;
import netc.ir.op.Softmax;
import netc.ir.op.Split;
import netc.ir.op.Sub;
import netc.ir.op.Transpose;
import netc.ir.op.Unary;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** What each op is in ONNX. Two families have a class of their own: {@link PoolMapping}, {@link UnaryMapping}. */
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
      case Normalization op -> mapping.emit(op);
      case Elementwise op -> mapping.emit(op);
      case Pooling op -> new PoolMapping(out, node).emit(op);
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

  private void emit(Normalization op) {
    switch (op) {
      case BatchNorm norm -> out.result(node, "BatchNormalization", operands(), number("epsilon", norm.epsilon()));
      case Softmax(int axis) -> out.result(node, "Softmax", operands(), integer("axis", axis));
      case Lrn lrn when lrn.size() % 2 == 1 ->
          out.result(node, "LRN", operands(), integer("size", lrn.size()), number("alpha", lrn.alpha()),
              number("beta", lrn.beta()), number("bias", lrn.bias()));
      case Lrn lrn -> emitEven(lrn);
    }
  }

  /** LRN over an even number of channels, which runtimes refuse: x / (bias + band·x²)^beta, the band matrix a convolution. */
  private void emitEven(Lrn lrn) {
    int channels = node.type().shape().extent(1);
    float share = (float) (lrn.alpha() / lrn.size());
    TensorType type = TensorType.f32(channels, channels, 1, 1);
    Tensor band = Tensor.computed(type, "band of alpha / size", List.of(), () -> {
      float[] matrix = new float[channels * channels];
      for (int i = 0; i < channels; i++) {
        int last = Math.min(channels - 1, i + lrn.size() / 2);
        for (int j = Math.max(0, i - (lrn.size() - 1) / 2); j <= last; j++) {
          matrix[i * channels + j] = share;
        }
      }
      return matrix;
    });
    String weight = out.weight(node.name() + ".band", List.of((long) channels, (long) channels, 1L, 1L), band);
    String squares = out.step(node, "Mul", List.of(x(), x()));
    String sums = out.step(node, "Conv", List.of(squares, weight));
    String base = out.step(node, "Add", List.of(sums, out.scalar(lrn.bias())));
    out.result(node, "Div", List.of(x(), out.step(node, "Pow", List.of(base, out.scalar(lrn.beta())))));
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
      case Pad(var pad, double value) -> out.result(node, "Pad", List.of(x(), padsInput(out, pad), out.scalar(value)));
      case Shuffle(int groups) -> emitShuffle(groups);
    }
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
