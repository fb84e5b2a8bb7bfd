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
      entry("DepthToSpace", MovementOperators::depthToSpace),
      entry("SpaceToDepth", MovementOperators::spaceToDepth),
      entry("Pad", PadOperator::convert));

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

  /** Blocks of channels become squares of cells; in which order is the mode. */
  private static Operand depthToSpace(Operator op) {
    long block = block(op);
    TensorType x = image(op);
    String mode = op.text("mode", "DCR");
    long channels = x.size(1) / block / block;
    return switch (mode) {
      case "DCR" -> rearranged(op, List.of(block, block, channels, x.size(2), x.size(3)), List.of(0, 3, 4, 1, 5, 2),
          List.of(channels, x.size(2) * block, x.size(3) * block));
      case "CRD" -> rearranged(op, List.of(channels, block, block, x.size(2), x.size(3)), List.of(0, 1, 4, 2, 5, 3),
          List.of(channels, x.size(2) * block, x.size(3) * block));
      default -> throw Refusal.unsupported("mode " + mode);
    };
  }

  private static Operand spaceToDepth(Operator op) {
    long block = block(op);
    TensorType x = image(op);
    return rearranged(op, List.of(x.size(1), x.size(2) / block, block, x.size(3) / block, block), List.of(0, 3, 5, 1, 2, 4),
        List.of(x.size(1) * block * block, x.size(2) / block, x.size(3) / block));
  }

  private static long block(Operator op) {
    long block = op.integer("blocksize", 1);
    if (block < 1 || block > 1 << 15) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "a block of " + block + " cells");
    }
    return block;
  }

  private static TensorType image(Operator op) {
    TensorType x = op.type(0);
    if (x.rank() != 4) {
      throw Refusal.invalid(Code.SHAPE_MISMATCH, "expected maps [N, C, H, W], found " + x);
    }
    return x;
  }

  private static Operand rearranged(Operator op, List<Long> apart, List<Integer> permutation, List<Long> together) {
    Operand blocks = op.step(new Reshape(batched(apart)), op.input(0));
    return op.result(new Reshape(batched(together)), op.step(new Transpose(permutation), blocks));
  }

  private static List<Integer> batched(List<Long> sizes) {
    var shape = new ArrayList<>(List.of(0));
    sizes.forEach(size -> shape.add(Operator.small(size)));
    return shape;
  }
}
