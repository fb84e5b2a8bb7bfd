package netc.rule.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Statistics;
import netc.ir.Value;
import netc.ir.op.AvgPool2d;
import netc.ir.op.BatchNorm;
import netc.ir.op.Binary;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Inference;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.op.Prelu;
import netc.ir.op.Shuffle;
import netc.ir.op.Size2;
import netc.ir.op.Unary;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/**
 * Every so many pixels of a value, computed without the others: what treats each pixel alone does so with fewer, convolutions and poolings take longer
 * steps, and of what is needed as a whole, too, the pixels are copied.
 */
final class Subsampling {
  /** How many nodes to look at: more would make long chains cost their square. */
  private static final int REACH = 64;

  private final Rewriter view;
  private final Size2 stride;
  private final Part root;
  private int left = REACH;
  private long saved;
  private long copied;

  /** How a value's pixels come about. */
  private sealed interface Part {
    /** The pixels of a whole map that is there anyway. */
    record Copy(Value map) implements Part {}

    /** By a window with longer steps. */
    record Window(Node node, Op op) implements Part {}

    /** By the same op, of some operands' pixels; the others have none. */
    record Same(Node node, List<Optional<Part>> operands) implements Part {}
  }

  /**
   * The pixels of a map.
   *
   * @param map all uses of it are to be given up
   * @param stride from pixel to pixel
   * @param view the graph
   */
  Subsampling(Value map, Size2 stride, Rewriter view) {
    this.view = view;
    this.stride = stride;
    this.root = part(map);
  }

  /** The multiply-accumulates that are not made any more. */
  long saved() {
    return saved;
  }

  /** The elements, for a batch of 1, that are copied instead. */
  long copied() {
    return copied;
  }

  /** Whether it saves more than it costs. */
  boolean isWorthwhile() {
    return saved > copied;
  }

  private Part part(Value value) {
    left--;
    Node node = value.producer();
    return switch (node.op()) {
      case Conv2d conv -> window(value, new Conv2d(conv.stride().times(stride), conv.pad(), conv.dilation(), conv.groups()));
      case MaxPool2d(var kernel, var old, var pad, var dilation, var ceil) ->
          window(value, new MaxPool2d(kernel, old.times(stride), pad, dilation, ceil));
      case AvgPool2d(var kernel, var old, var pad, var ceil, var countPad) ->
          window(value, new AvgPool2d(kernel, old.times(stride), pad, ceil, countPad));
      case Unary _, BatchNorm _, Prelu _, Binary _, Shuffle _ -> same(value);
      case Concat concat when concat.axis() == 1 -> same(value);
      default -> copy(value);
    };
  }

  private Part copy(Value value) {
    copied += pixels(value.type()).shape().elementsFrom(1);
    return new Part.Copy(value);
  }

  private Part window(Value value, Op op) {
    Node node = value.producer();
    boolean fits = OpSchema.infer(op, view.operands(node).stream().map(Value::type).toList()) instanceof Inference.Types(var results)
        && results.getFirst().equals(pixels(value.type()));
    if (!fits) {
      return copy(value);
    }
    long macs = Statistics.macs(node);
    saved += macs - macs / value.type().shape().elementsFrom(1) * pixels(value.type()).shape().elementsFrom(1);
    return new Part.Window(node, op);
  }

  private Part same(Value value) {
    Node node = value.producer();
    List<Value> operands = view.operands(node);
    if (!operands.stream().allMatch(operand -> hasNoMap(node.op(), operand) || hasMap(operand.type().shape(), value.type().shape()))) {
      return copy(value);
    }
    var parts = new ArrayList<Optional<Part>>();
    for (Value operand : operands) {
      boolean inner = left > 0 && view.useCount(operand) == 1 && !view.isOutput(operand);
      parts.add(hasNoMap(node.op(), operand) ? Optional.empty() : Optional.of(inner ? part(operand) : copy(operand)));
    }
    return new Part.Same(node, parts);
  }

  /** Whether all pixels see the same of an operand: a parameter of channels, or what is broadcast. */
  private static boolean hasNoMap(Op op, Value operand) {
    Shape shape = operand.type().shape();
    return shape.dims().reversed().stream().limit(2).allMatch(Dim.of(1)::equals)
        || ((op instanceof BatchNorm || op instanceof Prelu) && shape.rank() == 1);
  }

  private static boolean hasMap(Shape operand, Shape result) {
    return operand.rank() == result.rank() && operand.dims().subList(2, 4).equals(result.dims().subList(2, 4));
  }

  private TensorType pixels(TensorType type) {
    Shape map = type.shape();
    return TensorType
        .f32(map.with(2, Dim.of(Math.ceilDiv(map.size(2), stride.height()))).with(3, Dim.of(Math.ceilDiv(map.size(3), stride.width()))));
  }

  /** The pixels. */
  Value build() {
    return build(root);
  }

  private Value build(Part part) {
    return switch (part) {
      case Part.Copy(Value map) -> {
        view.at(List.of(map.producer()));
        yield view.add(PixelReader.slice(map.type().shape(), stride), map);
      }
      case Part.Window(Node node, Op op) -> {
        view.at(List.of(node));
        yield view.add(op, view.operands(node));
      }
      case Part.Same(Node node, var operands) -> {
        var now = new ArrayList<>(view.operands(node));
        for (int i = 0; i < operands.size(); i++) {
          if (operands.get(i).isPresent()) {
            now.set(i, build(operands.get(i).get()));
          }
        }
        view.at(List.of(node));
        yield view.add(node.op(), now);
      }
    };
  }
}
