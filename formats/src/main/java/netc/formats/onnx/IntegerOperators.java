package netc.formats.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import netc.formats.onnx.Operand.Integers;
import netc.ir.diag.Code;

/** Operators on integers: shapes and what exporters compute from them. All are computed now; sizes that are not known yet are carried along. */
final class IntegerOperators {
  /** More elements than this are no shape. */
  private static final long MAX_ELEMENTS = 1 << 14;

  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.ofEntries(
      entry("Add", binary(Extent::plus)),
      entry("Sub", binary(Extent::minus)),
      entry("Mul", binary(Extent::times)),
      entry("Div", binary(IntegerOperators::quotient)),
      entry("Mod", binary("%", IntegerOperators::modulo)),
      entry("Min", reduction(onNumbers("min", Math::min))),
      entry("Max", reduction(onNumbers("max", Math::max))),
      entry("Equal", binary(Extent::same)),
      entry("Less", binary("<", (a, b) -> a < b ? 1 : 0)),
      entry("LessOrEqual", binary("<=", (a, b) -> a <= b ? 1 : 0)),
      entry("Greater", binary(">", (a, b) -> a > b ? 1 : 0)),
      entry("GreaterOrEqual", binary(">=", (a, b) -> a >= b ? 1 : 0)),
      entry("And", binary("and", (a, b) -> a & b)),
      entry("Or", binary("or", (a, b) -> a | b)),
      entry("Not", op -> map(op, element -> element.same(Extent.Fixed.ZERO))),
      entry("Neg", op -> map(op, element -> Extent.Fixed.ZERO.minus(element))),
      entry("Identity", op -> integers(op, 0)),
      entry("Where", IntegerOperators::where),
      entry("Range", IntegerOperators::range),
      entry("ReduceProd", op -> reduce(op, Extent.Fixed.ONE, Extent::times)),
      entry("ReduceSum", op -> reduce(op, Extent.Fixed.ZERO, Extent::plus)),
      entry("Gather", IntegerLists::gather),
      entry("Slice", IntegerLists::slice),
      entry("Concat", IntegerLists::concat),
      entry("Squeeze", IntegerLists::squeeze),
      entry("Unsqueeze", IntegerLists::unsqueeze),
      entry("Reshape", IntegerLists::reshape),
      entry("Expand", op -> broadcast(integers(op, 0), ones(op.fixed(1)), (a, b) -> a.times(b))));

  private IntegerOperators() {}

  /** The number of elements as an {@code int}, if they may be a shape. */
  static int checkedCount(long elements) {
    if (elements > MAX_ELEMENTS) {
      throw Refusal.unsupported("arithmetic on " + elements + " integers or constants, at most " + MAX_ELEMENTS + " are supported");
    }
    return (int) elements;
  }

  /** An input as integers. */
  static Integers integers(Operator op, int index) {
    if (op.input(index) instanceof Integers integers) {
      return integers;
    }
    throw Refusal.unsupported("input " + (index + 1) + " is no constant of integers");
  }

  private static Function<Operator, Operand> binary(String operator, LongBinaryOperator operation) {
    return binary(onNumbers(operator, operation));
  }

  private static BinaryOperator<Extent> onNumbers(String operator, LongBinaryOperator operation) {
    return (a, b) -> Extent.combine(a, operator, b, operation);
  }

  private static Function<Operator, Operand> binary(BinaryOperator<Extent> operation) {
    return op -> {
      op.ignore("fmod", "axis", "broadcast");
      return broadcast(integers(op, 0), integers(op, 1), operation);
    };
  }

  private static Function<Operator, Operand> reduction(BinaryOperator<Extent> operation) {
    return op -> {
      Integers result = integers(op, 0);
      for (int i = 1; i < op.inputs().size(); i++) {
        result = broadcast(result, integers(op, i), operation);
      }
      return result;
    };
  }

  private static Extent quotient(Extent a, Extent b) {
    if (b.is(0)) {
      throw Refusal.invalid(Code.ARITHMETIC, "division by zero");
    }
    return a.over(b);
  }

  private static long modulo(long a, long b) {
    if (b == 0) {
      throw Refusal.invalid(Code.ARITHMETIC, "division by zero");
    }
    return Math.floorMod(a, b);
  }

  private static Integers ones(List<Long> dims) {
    long count = dims.stream().reduce(1L, IntegerOperators::product);
    return new Integers(dims, Collections.nCopies(checkedCount(count), Extent.Fixed.ONE));
  }

  private static long product(long a, long b) {
    if (a < 0 || b < 0) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "a size is negative");
    }
    return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }

  private static Integers map(Operator op, Function<Extent, Extent> function) {
    Integers x = integers(op, 0);
    return new Integers(x.dims(), x.elements().stream().map(function).toList());
  }

  /** Applies an operation elementwise; sizes of 1 and missing axes repeat, aligned at the last axis. */
  private static Integers broadcast(Integers left, Integers right, BinaryOperator<Extent> operation) {
    int rank = Math.max(left.dims().size(), right.dims().size());
    var dims = new ArrayList<Long>();
    long count = 1;
    for (int axis = 0; axis < rank; axis++) {
      long a = size(left, axis, rank);
      long b = size(right, axis, rank);
      if (a != b && a != 1 && b != 1) {
        throw Refusal.invalid(Code.SHAPE_MISMATCH, "integers of shapes " + left.dims() + " and " + right.dims() + " do not go together");
      }
      dims.add(a == 1 ? b : a);
      count = product(count, dims.getLast());
    }
    try {
      return new Integers(dims, IntStream.range(0, checkedCount(count))
          .mapToObj(i -> operation.apply(element(left, dims, i), element(right, dims, i))).toList());
    } catch (ArithmeticException e) {
      throw Refusal.invalid(Code.ARITHMETIC, "a result is larger than 64 bits");
    }
  }

  private static long size(Integers integers, int axis, int rank) {
    int own = axis - (rank - integers.dims().size());
    return own < 0 ? 1 : integers.dims().get(own);
  }

  /** The element that is repeated at a place of the result. */
  private static Extent element(Integers integers, List<Long> dims, long place) {
    long index = 0;
    long step = 1;
    long left = place;
    for (int axis = dims.size() - 1; axis >= 0; axis--) {
      long size = size(integers, axis, dims.size());
      index += size == 1 ? 0 : left % dims.get(axis) * step;
      step *= size;
      left /= dims.get(axis);
    }
    return integers.elements().get((int) index);
  }

  /** {@code condition ? x : y}; if the condition is not known yet, both must be the same. */
  private static Operand where(Operator op) {
    Integers condition = integers(op, 0);
    Integers x = broadcast(condition, integers(op, 1), (_, b) -> b);
    Integers y = broadcast(condition, integers(op, 2), (_, b) -> b);
    Integers whole = broadcast(x, y, (_, b) -> b);
    var elements = new ArrayList<Extent>();
    for (int i = 0; i < whole.elements().size(); i++) {
      Extent yes = element(x, whole.dims(), i);
      Extent no = element(y, whole.dims(), i);
      Extent chosen = element(condition, whole.dims(), i);
      if (!(chosen instanceof Extent.Fixed) && !yes.equals(no)) {
        throw Refusal.symbolic("it needs the value of " + chosen);
      }
      elements.add(chosen.is(0) ? no : yes);
    }
    return new Integers(whole.dims(), elements);
  }

  private static Operand range(Operator op) {
    long start = op.fixed(0).getFirst();
    long limit = op.fixed(1).getFirst();
    long step = op.fixed(2).getFirst();
    if (step == 0) {
      throw Refusal.invalid(Code.ARITHMETIC, "a step of zero");
    }
    double count = Math.max(0, Math.ceil(((double) limit - start) / step));
    int elements = checkedCount((long) count);
    return Integers.list(LongStream.range(0, elements).map(i -> start + i * step).toArray());
  }

  /** All elements into one. */
  private static Operand reduce(Operator op, Extent initial, BinaryOperator<Extent> operation) {
    Integers x = integers(op, 0);
    boolean keeps = op.integer("keepdims", 1) == 1;
    boolean isList = x.dims().size() == 1;
    op.ignore("axes", "noop_with_empty_axes");
    if (!isList && !x.dims().isEmpty()) {
      throw Refusal.unsupported("integers of " + x.dims().size() + " dimensions");
    }
    try {
      Extent result = x.elements().stream().reduce(initial, operation);
      return keeps && isList ? Integers.list(List.of(result)) : Integers.scalar(result);
    } catch (ArithmeticException e) {
      throw Refusal.invalid(Code.ARITHMETIC, "a result is larger than 64 bits");
    }
  }
}
