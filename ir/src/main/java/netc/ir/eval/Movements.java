package netc.ir.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import netc.ir.op.Concat;
import netc.ir.op.Flatten;
import netc.ir.op.Movement;
import netc.ir.op.Pad;
import netc.ir.op.Reshape;
import netc.ir.op.Shuffle;
import netc.ir.op.Split;
import netc.ir.op.Transpose;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** The meaning of {@link Movement} ops. */
final class Movements {
  private Movements() {}

  static List<Tensor> evaluate(Movement op, List<TensorType> types, List<Tensor> operands) {
    Tensor x = operands.getFirst();
    TensorType type = types.getFirst();
    return switch (op) {
      case Flatten _, Reshape _ -> List.of(Tensor.of(type, x.segment()));
      case Concat concat -> List.of(concat(concat.axis(), type, operands));
      case Split split -> split(split.axis(), types, x);
      case Transpose transpose -> List.of(transpose(transpose.permutation(), type, x));
      case Pad pad -> List.of(pad(pad, type, x));
      case Shuffle shuffle -> List.of(shuffle(shuffle.groups(), x));
    };
  }

  private static Tensor concat(int axis, TensorType type, List<Tensor> operands) {
    float[] result = Evaluator.allocate(type);
    int row = Math.toIntExact(type.shape().elementsFrom(axis));
    int start = 0;
    for (Tensor operand : operands) {
      int part = Math.toIntExact(operand.shape().elementsFrom(axis));
      copyRows(operand.toArray(), 0, part, result, start, row, part);
      start += part;
    }
    return Evaluator.wrap(type, result);
  }

  private static List<Tensor> split(int axis, List<TensorType> types, Tensor x) {
    float[] elements = x.toArray();
    int row = Math.toIntExact(x.shape().elementsFrom(axis));
    int start = 0;
    var parts = new ArrayList<Tensor>();
    for (TensorType type : types) {
      float[] result = Evaluator.allocate(type);
      int part = Math.toIntExact(type.shape().elementsFrom(axis));
      copyRows(elements, start, row, result, 0, part, part);
      parts.add(Evaluator.wrap(type, result));
      start += part;
    }
    return parts;
  }

  private static void copyRows(float[] from, int fromStart, int fromStep, float[] to, int toStart, int toStep, int length) {
    for (int i = fromStart, j = toStart; i < from.length && j < to.length; i += fromStep, j += toStep) {
      System.arraycopy(from, i, to, j, length);
    }
  }

  private static Tensor transpose(List<Integer> permutation, TensorType type, Tensor x) {
    int rank = permutation.size();
    int[] steps = permutation.stream().mapToInt(axis -> Math.toIntExact(x.shape().elementsFrom(axis + 1))).toArray();
    int[] extents = permutation.stream().mapToInt(axis -> x.shape().extent(axis)).toArray();
    float[] elements = x.toArray();
    float[] result = new float[elements.length];
    int[] index = new int[rank];
    int from = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = elements[from];
      for (int axis = rank - 1; axis >= 0; axis--) { // count the index up by one
        from += steps[axis];
        if (++index[axis] < extents[axis]) {
          break;
        }
        from -= steps[axis] * extents[axis];
        index[axis] = 0;
      }
    }
    return Evaluator.wrap(type, result);
  }

  private static Tensor pad(Pad pad, TensorType type, Tensor x) {
    Image from = Image.of(x.shape());
    Image to = Image.of(type.shape());
    float[] elements = x.toArray();
    float[] result = Evaluator.allocate(type);
    Arrays.fill(result, (float) pad.value());
    for (int map = 0; map < from.maps(); map++) {
      for (int row = 0; row < from.height(); row++) {
        int start = map * to.map() + (row + pad.pad().top()) * to.width() + pad.pad().left();
        System.arraycopy(elements, map * from.map() + row * from.width(), result, start, from.width());
      }
    }
    return Evaluator.wrap(type, result);
  }

  private static Tensor shuffle(int groups, Tensor x) {
    Image image = Image.of(x.shape());
    float[] elements = x.toArray();
    float[] result = new float[elements.length];
    int size = image.channels() / groups;
    for (int map = 0; map < image.maps(); map++) {
      int channel = map % image.channels();
      int source = map - channel + channel % groups * size + channel / groups;
      System.arraycopy(elements, source * image.map(), result, map * image.map(), image.map());
    }
    return Evaluator.wrap(x.type(), result);
  }
}
