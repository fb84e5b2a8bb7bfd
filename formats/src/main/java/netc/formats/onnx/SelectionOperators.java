package netc.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import netc.formats.onnx.Operand.Integers;
import netc.ir.diag.Code;
import netc.ir.op.Concat;
import netc.ir.op.Identity;
import netc.ir.op.Mul;
import netc.ir.op.Slice;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Operators that take some elements out of a tensor, or repeat them. */
final class SelectionOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.of(
      "Slice", SelectionOperators::slice,
      "Gather", SelectionOperators::gather,
      "Tile", SelectionOperators::tile,
      "Expand", SelectionOperators::expand);

  /** More parts than this are no work for a concatenation. */
  private static final int MAX_PARTS = 256;

  private SelectionOperators() {}

  private static Operand slice(Operator op) {
    return sliced(op, Slices.of(op, 1));
  }

  /** The operator's result: a slice of its input. Axes that are taken whole are left out, the way to keep a symbolic batch. */
  private static Operand sliced(Operator op, Slices slices) {
    TensorType x = op.type(0);
    var starts = new ArrayList<Integer>();
    var ends = new ArrayList<Integer>();
    var axes = new ArrayList<Integer>();
    var steps = new ArrayList<Integer>();
    for (int i = 0; i < slices.axes().size(); i++) {
      int axis = Operator.axis(slices.axes().get(i), x.rank());
      Slices.Range range = slices.ranges().get(i);
      if (isWhole(x.shape().dim(axis), range)) {
        continue;
      }
      if (!(x.shape().dim(axis) instanceof Dim.Known(long size))) {
        throw Refusal.symbolic("a slice of axis " + axis + " of " + x);
      }
      Slices.Range within = range.within(size);
      if (within.step() < 0 || within.count() == 0) {
        throw Refusal.unsupported(within.step() < 0 ? "a negative step" : "a slice without elements");
      }
      starts.add(Operator.small(within.start()));
      ends.add(Operator.small(within.end()));
      axes.add(axis);
      steps.add(Operator.small(Math.min(within.step(), size)));
    }
    return axes.isEmpty() ? op.result(new Identity(), op.input(0)) : op.result(new Slice(starts, ends, axes, steps), op.input(0));
  }

  private static boolean isWhole(Dim dim, Slices.Range range) {
    return range.start() == 0 && range.step() == 1 && switch (dim) {
      case Dim.Known(long size) -> range.end() >= size;
      case Dim.Symbol _ -> range.end() >= Integer.MAX_VALUE;
    };
  }

  /** Slices by constant indices: one index takes its axis away. */
  private static Operand gather(Operator op) {
    TensorType x = op.type(0);
    int axis = Operator.axis(op.integer("axis", 0), x.rank());
    Integers indices = IntegerOperators.integers(op, 1);
    if (!(x.shape().dim(axis) instanceof Dim.Known(long size))) {
      throw Refusal.symbolic("elements of axis " + axis + " of " + x);
    }
    List<Integer> chosen = op.fixed(1).stream().map(index -> Operator.axis(index, Operator.small(size))).toList();
    if (indices.dims().size() > 1 || chosen.isEmpty() || chosen.size() > MAX_PARTS) {
      throw Refusal.unsupported(chosen.size() + " indices of shape " + indices.dims());
    }
    if (indices.dims().isEmpty()) {
      Operand one = op.step(part(axis, chosen.getFirst(), chosen.getFirst() + 1), op.input(0));
      var dims = new ArrayList<>(x.shape().dims());
      dims.remove(axis);
      return Shapes.result(op, one, new Shape(dims));
    }
    boolean isRun = IntStream.range(0, chosen.size()).allMatch(i -> chosen.get(i) == chosen.getFirst() + i);
    return isRun ? op.result(part(axis, chosen.getFirst(), chosen.getLast() + 1), op.input(0))
        : op.result(new Concat(axis),
            chosen.stream().map(index -> op.step(part(axis, index, index + 1), op.input(0))).toArray(Operand[]::new));
  }

  private static Slice part(int axis, int start, int end) {
    return new Slice(List.of(start), List.of(end), List.of(axis), List.of());
  }

  private static Operand tile(Operator op) {
    TensorType x = op.type(0);
    List<Long> repeats = op.fixed(1);
    if (repeats.size() != x.rank()) {
      throw Refusal.invalid(Code.SHAPE_MISMATCH, repeats.size() + " repeats of " + x);
    }
    if (repeats.stream().anyMatch(times -> times < 1 || times > MAX_PARTS)) {
      throw Refusal.unsupported("repeats " + repeats);
    }
    List<Integer> axes = IntStream.range(0, x.rank()).filter(axis -> repeats.get(axis) > 1).boxed().toList();
    if (axes.isEmpty()) {
      return op.result(new Identity(), op.input(0));
    }
    Operand tiled = op.input(0);
    for (int axis : axes.subList(0, axes.size() - 1)) {
      tiled = op.step(new Concat(axis), parts(tiled, repeats.get(axis)));
    }
    return op.result(new Concat(axes.getLast()), parts(tiled, repeats.get(axes.getLast())));
  }

  private static Operand[] parts(Operand part, long times) {
    return Collections.nCopies((int) times, part).toArray(Operand[]::new);
  }

  /** Repeats along axes of size 1: a product with ones, which is broadcast so. */
  private static Operand expand(Operator op) {
    TensorType x = op.type(0);
    List<Extent> wanted = op.extents(1);
    var sizes = new long[wanted.size()];
    for (int i = 0; i < sizes.length; i++) {
      int axis = i + x.rank() - sizes.length;
      Dim dim = axis < 0 ? Dim.of(1) : x.shape().dim(axis);
      sizes[i] = switch (wanted.get(i)) {
        case Extent.Fixed(long size) -> dim.equals(Dim.of(size)) ? 1 : size;
        case Extent.Symbol(String name) when dim.equals(Dim.symbol(name)) -> 1;
        case Extent.Symbol _, Extent.Open _ -> throw Refusal.symbolic("an expansion to " + wanted);
      };
      if (sizes[i] < 1) {
        throw Refusal.unsupported("an expansion to " + wanted);
      }
    }
    boolean isSame = sizes.length <= x.rank() && IntStream.range(0, sizes.length).allMatch(i -> sizes[i] == 1);
    TensorType ones = ImportedGraph.requireSize(TensorType.f32(sizes));
    return isSame ? op.result(new Identity(), op.input(0)) : op.result(new Mul(), op.input(0), op.constant("ones", Tensor.fill(ones, 1)));
  }
}
