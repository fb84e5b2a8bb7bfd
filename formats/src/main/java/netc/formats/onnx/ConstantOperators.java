package netc.formats.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import netc.formats.onnx.Operand.Integers;
import netc.ir.diag.Code;
import netc.ir.op.Identity;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Constants, shapes, and what leads from one type of elements to another. */
final class ConstantOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.ofEntries(
      entry("Constant", ConstantOperators::constant),
      entry("ConstantOfShape", ConstantOperators::constantOfShape),
      entry("Shape", ConstantOperators::shape),
      entry("Size", op -> Integers.scalar(shape(op.input(0)).stream().reduce(Extent.Fixed.ONE, Extent::times))),
      entry("Cast", ConstantOperators::cast),
      entry("Floor", op -> rounded(op, Math::floor)),
      entry("Ceil", op -> rounded(op, Math::ceil)),
      entry("Round", op -> rounded(op, Math::rint)));

  /** A constant that the file does not have the elements of: as large as a weight of a known network may be. */
  private static final long MAX_FILL = 1L << 28;

  private ConstantOperators() {}

  /** Rounds one number to a whole one. */
  @FunctionalInterface
  private interface Rounding {
    double apply(double number);
  }

  private static Operand constant(Operator op) {
    if (op.has("value_int")) {
      return Integers.scalar(Extent.of(op.integer("value_int", 0)));
    }
    if (op.has("value_float")) {
      return op.constant("value", Tensor.of(Shape.of(), (float) op.number("value_float", 0)));
    }
    if (op.has("value_ints")) {
      return Integers.list(op.integers("value_ints").orElse(List.of()).stream().map(Extent::of).toList());
    }
    if (op.has("value_floats")) {
      return floats(op, op.floats("value_floats").orElse(List.of()));
    }
    return op.tensor("value").orElseThrow(() -> Refusal.unsupported("a value that is no tensor, number or list"));
  }

  private static Operand floats(Operator op, List<Float> list) {
    float[] elements = new float[list.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = list.get(i);
    }
    return elements.length == 0 ? Integers.list() : op.constant("value", Tensor.of(Shape.of(elements.length), elements));
  }

  private static Operand constantOfShape(Operator op) {
    List<Long> dims = op.fixed(0);
    Operand value = op.tensor("value").orElseGet(() -> new Operand.Weight("zero", Tensor.fill(TensorType.f32(1), 0)));
    long elements = 1;
    for (long size : dims) {
      if (size < 0 || (size > 0 && elements > MAX_FILL / size)) {
        throw Refusal.invalid(Code.TENSOR_SIZE, "a constant of shape " + dims + ", at most " + MAX_FILL + " elements are possible");
      }
      elements *= size;
    }
    if (value instanceof Integers(_, var fill) && fill.size() == 1) {
      return new Integers(dims, Collections.nCopies(IntegerOperators.checkedCount(elements), fill.getFirst()));
    }
    if (elements == 0) {
      return new Integers(dims, List.of());
    }
    if (value instanceof Operand.Weight(_, Tensor tensor) && tensor.shape().elements() == 1) {
      Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
      return new Operand.Weight(op.name(), Tensor.fill(ImportedGraph.requireSize(TensorType.f32(shape)), Operator.decimal(tensor.get(0))));
    }
    throw Refusal.invalid(Code.BAD_ATTRIBUTE, "a value of more than one element");
  }

  /** The sizes of an operand. */
  private static List<Extent> shape(Operand operand) {
    if (operand instanceof Integers(var dims, _)) {
      return dims.stream().map(Extent::of).toList();
    }
    return ImportedGraph.type(operand).shape().dims().stream().map(dim -> switch (dim) {
      case Dim.Known(long size) -> Extent.of(size);
      case Dim.Symbol(String name) -> (Extent) new Extent.Symbol(name);
    }).toList();
  }

  private static Operand shape(Operator op) {
    List<Extent> sizes = shape(op.input(0));
    var range = new Slices.Range(op.integer("start", 0), op.integer("end", sizes.size()), 1).within(sizes.size());
    return Integers.list(range.count() == 0 ? List.of() : sizes.subList((int) range.start(), (int) range.end()));
  }

  private static Operand cast(Operator op) {
    op.ignore("saturate");
    ElementType type = ElementType.of(op.integer("to", 0));
    return switch (op.input(0)) {
      case Integers integers when type.kind() == ElementType.Kind.FLOAT -> toFloats(op, integers);
      case Integers(var dims, var elements) when type == ElementType.BOOL ->
          new Integers(dims, elements.stream().map(element -> Extent.Fixed.ONE.minus(element.same(Extent.Fixed.ZERO))).toList());
      case Integers integers -> integers;
      case Operand.Weight weight when type.kind() == ElementType.Kind.FLOAT -> weight;
      case Operand.Weight(_, Tensor tensor) -> toIntegers(op, tensor, type);
      case Operand.Computed _ when type == ElementType.FLOAT -> op.result(new Identity(), op.input(0));
      case Operand.Computed _, Operand.Refused _ -> throw Refusal.unsupported("cast to " + ElementType.name(op.integer("to", 0)));
    };
  }

  private static Operand toFloats(Operator op, Integers integers) {
    List<Long> elements = op.fixed(0);
    if (elements.isEmpty()) {
      return integers;
    }
    float[] floats = new float[elements.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = elements.get(i);
    }
    return new Operand.Weight(op.name(), Tensor.of(Shape.of(integers.dims().stream().mapToLong(Long::longValue).toArray()), floats));
  }

  private static Operand toIntegers(Operator op, Tensor tensor, ElementType type) {
    var elements = new ArrayList<Extent>();
    for (float number : op.numbers(0)) {
      elements.add(Extent.of(type == ElementType.BOOL ? number == 0 ? 0 : 1 : (long) number));
    }
    return new Integers(tensor.shape().dims().stream().map(dim -> Long.parseLong(dim.toString())).toList(), elements);
  }

  private static Operand rounded(Operator op, Rounding rounding) {
    float[] numbers = op.numbers(0);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) rounding.apply(numbers[i]);
    }
    return new Operand.Weight(op.name(), Tensor.of(op.type(0).shape(), numbers));
  }
}
