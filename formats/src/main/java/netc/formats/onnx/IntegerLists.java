package netc.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import netc.formats.onnx.Operand.Integers;
import netc.ir.diag.Code;

/** Operators that move integers without changing them. */
final class IntegerLists {
  private IntegerLists() {}

  /** Elements of a list, by index; a single index takes one out. */
  static Operand gather(Operator op) {
    Integers x = list(op, 0);
    Integers indices = IntegerOperators.integers(op, 1);
    Operator.axis(op.integer("axis", 0), 1);
    List<Extent> elements = op.fixed(1).stream().map(index -> x.elements().get(Operator.axis(index, x.elements().size()))).toList();
    return new Integers(indices.dims(), elements);
  }

  /** A stretch of a list. */
  static Operand slice(Operator op) {
    Integers x = list(op, 0);
    Slices slices = Slices.of(op, 1);
    if (slices.ranges().size() != 1) {
      throw Refusal.unsupported("slices along " + slices.ranges().size() + " axes of integers");
    }
    Slices.Range range = slices.ranges().getFirst().within(x.elements().size());
    return Integers.list(IntStream.range(0, IntegerOperators.checkedCount(range.count()))
        .mapToObj(i -> x.elements().get((int) (range.start() + i * range.step()))).toList());
  }

  static Operand concat(Operator op) {
    op.integer("axis", 0);
    var elements = new ArrayList<Extent>();
    for (int i = 0; i < op.inputs().size(); i++) {
      elements.addAll(list(op, i).elements());
      IntegerOperators.checkedCount(elements.size());
    }
    return Integers.list(elements);
  }

  private static Integers list(Operator op, int index) {
    Integers x = IntegerOperators.integers(op, index);
    if (x.dims().size() != 1) {
      throw Refusal.unsupported("integers of " + x.dims().size() + " dimensions");
    }
    return x;
  }

  static Operand squeeze(Operator op) {
    Integers x = IntegerOperators.integers(op, 0);
    return new Integers(squeezed(x.dims(), axes(op), 1L), x.elements());
  }

  static Operand unsqueeze(Operator op) {
    Integers x = IntegerOperators.integers(op, 0);
    return new Integers(unsqueezed(x.dims(), axes(op).orElse(List.of()), 1L), x.elements());
  }

  /** The axes of an operator that has them as an attribute in older operator sets and as its second input in newer ones. */
  static Optional<List<Long>> axes(Operator op) {
    return op.integers("axes").or(() -> op.optional(1).map(_ -> op.fixed(1)));
  }

  /** Sizes without those at {@code axes}, or without all that are 1. */
  static <T> List<T> squeezed(List<T> sizes, Optional<List<Long>> axes, T one) {
    List<Integer> gone = axes.map(given -> given.stream().map(axis -> Operator.axis(axis, sizes.size())).toList())
        .orElseGet(() -> IntStream.range(0, sizes.size()).filter(axis -> sizes.get(axis).equals(one)).boxed().toList());
    for (int axis : gone) {
      if (!sizes.get(axis).equals(one)) {
        throw Refusal.invalid(Code.SHAPE_MISMATCH, "axis " + axis + " of " + sizes + " is not 1");
      }
    }
    return IntStream.range(0, sizes.size()).filter(axis -> !gone.contains(axis)).mapToObj(sizes::get).toList();
  }

  /** Sizes with a 1 at each of {@code axes} of the result. */
  static <T> List<T> unsqueezed(List<T> sizes, List<Long> axes, T one) {
    int rank = sizes.size() + axes.size();
    List<Integer> places = axes.stream().map(axis -> Operator.axis(axis, rank)).sorted().distinct().toList();
    if (places.size() < axes.size()) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "axes " + axes + " name an axis twice");
    }
    var result = new ArrayList<>(sizes);
    places.forEach(place -> result.add(place, one));
    return Collections.unmodifiableList(result);
  }

  static Operand reshape(Operator op) {
    op.ignore("allowzero");
    Integers x = IntegerOperators.integers(op, 0);
    var dims = new ArrayList<>(op.fixed(1));
    int free = dims.indexOf(-1L);
    long known = dims.stream().filter(size -> size > 0).reduce(1L, (a, b) -> Math.min(a * Math.min(b, 1 << 16), 1 << 16));
    if (free >= 0 && x.elements().size() % known == 0) {
      dims.set(free, x.elements().size() / known);
    }
    long count = dims.stream().reduce(1L, (a, b) -> a < 0 || b < 0 ? -1 : Math.min(a * Math.min(b, 1 << 16), 1 << 16));
    if (count != x.elements().size() || dims.size() > 8) {
      throw Refusal.invalid(Code.SHAPE_MISMATCH, x.elements().size() + " integers cannot take the shape " + op.fixed(1));
    }
    return new Integers(dims, x.elements());
  }
}
