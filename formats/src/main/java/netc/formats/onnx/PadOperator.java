package netc.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.diag.Code;
import netc.ir.op.Identity;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Padding;
import netc.ir.op.Slice;
import netc.ir.type.TensorType;

/** The operator Pad: rows and columns around maps, or, where there are fewer than none, cut off. */
final class PadOperator {
  private PadOperator() {}

  static Operand convert(Operator op) {
    TensorType x = op.type(0);
    PadMode mode = mode(op.text("mode", "constant"));
    List<Long> pads = op.integers("pads").orElseGet(() -> inputPads(op, x.rank()));
    double value = value(op);
    if (pads.size() != 2 * x.rank()) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "pads of " + pads.size() + " numbers for " + x.rank() + " dimensions");
    }
    if (pads.stream().allMatch(pad -> pad == 0)) {
      return op.result(new Identity(), op.input(0));
    }
    boolean isSpatial = IntStream.range(0, Math.min(2, x.rank())).allMatch(axis -> pads.get(axis) == 0 && pads.get(axis + x.rank()) == 0);
    if (!isSpatial || x.rank() > 4) {
      throw Refusal.unsupported("pads " + pads);
    }
    Operand map = Shapes.asMap(op, cropped(op, pads));
    var pad = new Pad(padding(pads, x.rank()), mode == PadMode.CONSTANT ? value : 0, mode);
    return x.rank() == 4 ? op.result(pad, map) : Shapes.fromMap(op, op.step(pad, map));
  }

  private static PadMode mode(String text) {
    return switch (text) {
      case "constant" -> PadMode.CONSTANT;
      case "reflect" -> PadMode.REFLECT;
      case "edge" -> PadMode.EDGE;
      default -> throw Refusal.unsupported("mode " + text);
    };
  }

  private static double value(Operator op) {
    double written = op.number("value", 0);
    if (op.optional(2).isEmpty()) {
      return written;
    }
    float[] numbers = op.numbers(2);
    if (numbers.length > 1) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "a constant_value of " + numbers.length + " elements");
    }
    return numbers.length == 1 ? Operator.decimal(numbers[0]) : 0;
  }

  private static Padding padding(List<Long> pads, int rank) {
    boolean isMap = rank == 4;
    return new Padding(isMap ? positive(pads.get(2)) : 0, positive(pads.get(rank - 1)), isMap ? positive(pads.get(6)) : 0,
        positive(pads.getLast()));
  }

  private static int positive(long pad) {
    return Operator.small(Math.max(0, pad));
  }

  /** The input without what negative pads cut off. */
  private static Operand cropped(Operator op, List<Long> pads) {
    TensorType x = op.type(0);
    List<Integer> axes =
        IntStream.range(2, x.rank()).filter(axis -> pads.get(axis) < 0 || pads.get(axis + x.rank()) < 0).boxed().toList();
    if (axes.isEmpty()) {
      return op.input(0);
    }
    List<Integer> starts = axes.stream().map(axis -> Operator.small(-Math.min(0, pads.get(axis)))).toList();
    List<Integer> ends = axes.stream().map(axis -> Operator.small(x.size(axis) + Math.min(0, pads.get(axis + x.rank())))).toList();
    return op.step(new Slice(starts, ends, axes, List.of()), op.input(0));
  }

  /** The pads in the second input, which are for some of the axes if there is a fourth. */
  private static List<Long> inputPads(Operator op, int rank) {
    List<Long> given = op.fixed(1);
    if (op.optional(3).isEmpty()) {
      return given;
    }
    List<Long> axes = op.fixed(3);
    if (given.size() != 2 * axes.size()) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "pads of " + given.size() + " numbers for " + axes.size() + " axes");
    }
    var pads = new ArrayList<>(Collections.nCopies(2 * rank, 0L));
    for (int i = 0; i < axes.size(); i++) {
      int axis = Operator.axis(axes.get(i), rank);
      pads.set(axis, given.get(i));
      pads.set(rank + axis, given.get(i + axes.size()));
    }
    return pads;
  }
}
