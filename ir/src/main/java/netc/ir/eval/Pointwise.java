package netc.ir.eval;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import netc.ir.op.Add;
import netc.ir.op.Binary;
import netc.ir.op.Div;
import netc.ir.op.Dropout;
import netc.ir.op.Elementwise;
import netc.ir.op.Identity;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Mul;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.Sub;
import netc.ir.op.Unary;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** The meaning of {@link Elementwise} ops. */
final class Pointwise {
  private static final int CHUNK = 1 << 14;

  private Pointwise() {}

  static Tensor evaluate(Elementwise op, TensorType type, List<Tensor> operands) {
    Tensor x = operands.getFirst();
    return switch (op) {
      case Identity _, Dropout _ -> x;
      case Unary unary -> map(x, Scalars.function(unary));
      case Prelu _ -> prelu(x, operands.get(1));
      case Binary binary -> combine(type, x, operands.get(1), function(binary));
    };
  }

  private static DoubleBinaryOperator function(Binary op) {
    return switch (op) {
      case Add _ -> (a, b) -> a + b;
      case Mul _ -> (a, b) -> a * b;
      case Sub _ -> (a, b) -> a - b;
      case Div _ -> (a, b) -> a / b;
      case Pow _ -> Math::pow;
      case Min _ -> Math::min;
      case Max _ -> Math::max;
    };
  }

  private static Tensor map(Tensor x, DoubleUnaryOperator function) {
    float[] elements = x.toArray();
    IntStream.range(0, Math.ceilDiv(elements.length, CHUNK)).parallel().forEach(chunk -> {
      int end = (int) Math.min(elements.length, (chunk + 1L) * CHUNK);
      for (int i = chunk * CHUNK; i < end; i++) {
        elements[i] = (float) function.applyAsDouble(elements[i]);
      }
    });
    return Evaluator.wrap(x.type(), elements);
  }

  private static Tensor prelu(Tensor x, Tensor slope) {
    float[] elements = x.toArray();
    float[] slopes = slope.toArray();
    int channels = x.shape().extent(1);
    int map = Math.toIntExact(x.shape().elementsFrom(2));
    for (int i = 0; i < elements.length; i++) {
      double factor = slopes[slopes.length == 1 ? 0 : i / map % channels];
      elements[i] = (float) (elements[i] >= 0 ? elements[i] : factor * elements[i]);
    }
    return Evaluator.wrap(x.type(), elements);
  }

  /** Row by row along the last axis; where in the operands a row begins follows from the row's index along the other axes. */
  private static Tensor combine(TensorType type, Tensor left, Tensor right, DoubleBinaryOperator function) {
    float[] a = left.toArray();
    float[] b = right.toArray();
    float[] result = Evaluator.allocate(type);
    int rank = type.rank();
    int width = rank == 0 ? 1 : type.shape().extent(rank - 1);
    int[] aSteps = steps(left.shape(), rank);
    int[] bSteps = steps(right.shape(), rank);
    int aStep = rank == 0 ? 0 : aSteps[rank - 1];
    int bStep = rank == 0 ? 0 : bSteps[rank - 1];
    IntStream.range(0, result.length / width).parallel().forEach(row -> {
      int aStart = start(row, type.shape(), aSteps);
      int bStart = start(row, type.shape(), bSteps);
      for (int i = 0; i < width; i++) {
        result[row * width + i] = (float) function.applyAsDouble(a[aStart + i * aStep], b[bStart + i * bStep]);
      }
    });
    return Evaluator.wrap(type, result);
  }

  /** How far apart neighbours along each of {@code rank} axes are in a tensor of this shape; 0 along an axis that it repeats. */
  private static int[] steps(Shape shape, int rank) {
    int[] steps = new int[rank];
    int step = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      int extent = shape.extent(axis);
      steps[axis + rank - shape.rank()] = extent == 1 ? 0 : step;
      step *= extent;
    }
    return steps;
  }

  private static int start(int row, Shape result, int[] steps) {
    int rest = row;
    int start = 0;
    for (int axis = result.rank() - 2; axis >= 0; axis--) {
      int extent = result.extent(axis);
      start += rest % extent * steps[axis];
      rest /= extent;
    }
    return start;
  }
}
