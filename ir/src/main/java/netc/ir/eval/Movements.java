package netc.ir.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.op.Concat;
import netc.ir.op.Flatten;
import netc.ir.op.Movement;
import netc.ir.op.Pad;
import netc.ir.op.Reshape;
import netc.ir.op.Shuffle;
import netc.ir.op.Slice;
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
      case Slice slice -> List.of(slice(slice, type, x));
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
    int[] steps = permutation.stream().mapToInt(axis -> Math.toIntExact(x.shape().elementsFrom(axis + 1))).toArray();
    return view(type, x, 0, steps);
  }

  private static Tensor slice(Slice slice, TensorType type, Tensor x) {
    int[] steps = IntStream.range(0, x.shape().rank()).map(axis -> Math.toIntExact(x.shape().elementsFrom(axis + 1))).toArray();
    int start = 0;
    for (int i = 0; i < slice.axes().size(); i++) {
      int axis = slice.axes().get(i);
      start += slice.starts().get(i) * steps[axis];
      steps[axis] *= slice.step(i);
    }
    return view(type, x, start, steps);
  }

  /** The elements from {@code start} on that are this far apart along each axis of the result. */
  private static Tensor view(TensorType type, Tensor x, int start, int[] steps) {
    int rank = steps.length;
    int[] extents = IntStream.range(0, rank).map(type.shape()::extent).toArray();
    float[] elements = x.toArray();
    float[] result = Evaluator.allocate(type);
    int[] index = new int[rank];
    int from = start;
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
    int place = 0;
    for (int map = 0; map < from.maps(); map++) {
      for (int row = 0; row < to.height(); row++) {
        int y = pad.mode().cell(row - pad.pad().top(), from.height());
        for (int column = 0; column < to.width(); column++) {
          int z = pad.mode().cell(column - pad.pad().left(), from.width());
          result[place++] = y < 0 || z < 0 ? (float) pad.value() : elements[map * from.map() + y * from.width() + z];
        }
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
