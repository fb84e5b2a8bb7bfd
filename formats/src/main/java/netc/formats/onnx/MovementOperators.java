package netc.formats.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import netc.ir.diag.Code;
import netc.ir.op.Concat;
import netc.ir.op.Flatten;
import netc.ir.op.Identity;
import netc.ir.op.Pad;
import netc.ir.op.Padding;
import netc.ir.op.Reshape;
import netc.ir.op.Split;
import netc.ir.op.Transpose;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Operators that move elements without changing them. */
final class MovementOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.ofEntries(
      entry("Concat", MovementOperators::concat),
      entry("Flatten", MovementOperators::flatten),
      entry("Reshape", Reshapes::reshape),
      entry("Squeeze", op -> shaped(op, IntegerLists.squeezed(op.type(0).shape().dims(), IntegerLists.axes(op), Dim.of(1)))),
      entry("Unsqueeze",
          op -> shaped(op, IntegerLists.unsqueezed(op.type(0).shape().dims(), IntegerLists.axes(op).orElse(List.of()), Dim.of(1)))),
      entry("Transpose", MovementOperators::transpose),
      entry("Pad", MovementOperators::pad));

  private MovementOperators() {}

  private static Operand shaped(Operator op, List<Dim> dims) {
    return Shapes.result(op, op.input(0), new Shape(dims));
  }

  private static Operand concat(Operator op) {
    int axis = Operator.axis(op.integer("axis", 1), op.type(0).rank());
    return op.inputs().size() == 1 ? op.result(new Identity(), op.input(0))
        : op.result(new Concat(axis), op.inputs().toArray(Operand[]::new));
  }

  private static Operand flatten(Operator op) {
    Shape shape = op.type(0).shape();
    long axis = op.integer("axis", 1);
    if (axis == 1 && shape.rank() > 0) {
      return op.result(new Flatten(), op.input(0));
    }
    return Shapes.result(op, op.input(0), Shapes.matrix(shape, axis == shape.rank() ? shape.rank() : Operator.axis(axis, shape.rank())));
  }

  private static Operand transpose(Operator op) {
    int rank = op.type(0).rank();
    List<Integer> permutation = op.integers("perm").map(axes -> axes.stream().map(Operator::small).toList())
        .orElseGet(() -> IntStream.range(0, rank).map(i -> rank - 1 - i).boxed().toList());
    return op.result(new Transpose(permutation), op.input(0));
  }

  /** Sizes are an attribute in older operator sets and an input in newer ones, or all parts are equal but for a smaller last one. */
  static List<Operand> split(Operator op) {
    TensorType x = op.type(0);
    int axis = Operator.axis(op.integer("axis", 0), x.rank());
    Optional<List<Long>> written = op.integers("split").or(() -> op.optional(1).map(_ -> op.fixed(1)));
    long parts = op.integer("num_outputs", op.results());
    if (!(x.shape().dim(axis) instanceof Dim.Known(long size))) {
      throw Refusal.symbolic("parts along an axis of unknown size");
    }
    List<Integer> sizes = written.map(given -> given.stream().map(Operator::small).toList()).orElseGet(() -> equalParts(size, parts));
    if (sizes.size() != op.results()) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, sizes.size() + " parts for " + op.results() + " results");
    }
    return sizes.size() == 1 ? List.of(op.result(new Identity(), op.input(0))) : op.results(new Split(sizes, axis), op.input(0));
  }

  private static List<Integer> equalParts(long size, long parts) {
    if (parts < 1 || parts > size) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, parts + " parts of " + size + " elements");
    }
    int part = Operator.small(Math.ceilDiv(size, parts));
    var sizes = new ArrayList<>(Collections.nCopies((int) parts - 1, part));
    sizes.add(Operator.small(size - (parts - 1) * part));
    return sizes;
  }

  private static Operand pad(Operator op) {
    TensorType x = op.type(0);
    if (!op.text("mode", "constant").equals("constant")) {
      throw Refusal.unsupported("mode " + op.text("mode", ""));
    }
    List<Long> pads = op.integers("pads").orElseGet(() -> spread(op, x.rank()));
    double value = op.optional(2).isPresent() ? Operator.decimal(op.numbers(2)[0]) : op.number("value", 0);
    if (pads.size() != 2 * x.rank()) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "pads of " + pads.size() + " numbers for " + x.rank() + " dimensions");
    }
    if (pads.stream().allMatch(pad -> pad == 0)) {
      return op.result(new Identity(), op.input(0));
    }
    boolean spatial = x.rank() > 2 && Operator.axes(2).stream().allMatch(i -> pads.get(i.intValue()) == 0
        && pads.get(i.intValue() + x.rank()) == 0);
    if (!spatial || x.rank() > 4 || pads.stream().anyMatch(pad -> pad < 0)) {
      throw Refusal.unsupported("pads " + pads);
    }
    boolean isMap = x.rank() == 4;
    var pad = new Padding(isMap ? Operator.small(pads.get(2)) : 0, Operator.small(pads.get(x.rank() - 1)),
        isMap ? Operator.small(pads.get(6)) : 0, Operator.small(pads.getLast()));
    return isMap ? op.result(new Pad(pad, value), op.input(0))
        : Shapes.fromMap(op, op.step(new Pad(pad, value), Shapes.asMap(op, op.input(0))));
  }

  /** The pads in the second input, which are for some of the axes if there is a fourth. */
  private static List<Long> spread(Operator op, int rank) {
    List<Long> given = op.fixed(1);
    if (op.optional(3).isEmpty()) {
      return given;
    }
    List<Long> axes = op.fixed(3);
    var pads = new ArrayList<>(Collections.nCopies(2 * rank, 0L));
    for (int i = 0; i < axes.size() && given.size() == 2 * axes.size(); i++) {
      int axis = Operator.axis(axes.get(i), rank);
      pads.set(axis, given.get(i));
      pads.set(rank + axis, given.get(i + axes.size()));
    }
    return pads;
  }
}
