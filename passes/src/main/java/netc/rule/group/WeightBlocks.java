package netc.rule.group;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/** Weights joined and cut along an axis, lazily and without arithmetic. */
final class WeightBlocks {
  private WeightBlocks() {}

  /** The tensors one after the other along {@code axis}; their other dimensions are equal. */
  static Tensor join(List<Tensor> parts, int axis) {
    Tensor first = parts.getFirst();
    if (parts.size() == 1) {
      return first;
    }
    long total = parts.stream().mapToLong(part -> part.shape().size(axis)).sum();
    var type = new TensorType(first.type().dtype(), first.shape().with(axis, Dim.of(total)));
    return Tensor.computed(type, parts.size() + " parts joined along axis " + axis, parts, () -> joined(type, parts, axis));
  }

  private static float[] joined(TensorType type, List<Tensor> parts, int axis) {
    float[] elements = new float[Math.toIntExact(type.shape().elements())];
    int row = Math.toIntExact(type.shape().elementsFrom(axis));
    int place = 0;
    for (Tensor part : parts) {
      int chunk = Math.toIntExact(part.shape().elementsFrom(axis));
      for (int from = 0, to = place; to < elements.length; from += chunk, to += row) {
        MemorySegment.copy(part.segment(), Tensor.FLOAT, (long) from * Float.BYTES, elements, to, chunk);
      }
      place += chunk;
    }
    return elements;
  }

  /** The slices {@code from … from + count − 1} of a tensor along {@code axis}. */
  static Tensor cut(Tensor tensor, int axis, long from, long count) {
    if (count == tensor.shape().size(axis)) {
      return tensor;
    }
    var type = new TensorType(tensor.type().dtype(), tensor.shape().with(axis, Dim.of(count)));
    String formula = "slices " + from + " … " + (from + count - 1) + " along axis " + axis;
    return Tensor.computed(type, formula, List.of(tensor), () -> {
      float[] elements = new float[Math.toIntExact(type.shape().elements())];
      int chunk = Math.toIntExact(type.shape().elementsFrom(axis));
      long row = tensor.shape().elementsFrom(axis);
      long start = from * tensor.shape().elementsFrom(axis + 1);
      for (int to = 0; to < elements.length; to += chunk, start += row) {
        MemorySegment.copy(tensor.segment(), Tensor.FLOAT, start * Float.BYTES, elements, to, chunk);
      }
      return elements;
    });
  }

  /** The vector that repeats the only element of {@code tensor}; a vector of {@code length} stays. */
  static Tensor repeat(Tensor tensor, long length) {
    var type = TensorType.f32(length);
    return tensor.type().equals(type)
        ? tensor
        : Tensor.computed(type, "one for each channel", List.of(tensor), () -> repeated(tensor.get(0), Math.toIntExact(length)));
  }

  private static float[] repeated(float element, int length) {
    float[] elements = new float[length];
    IntStream.range(0, length).forEach(i -> elements[i] = element);
    return elements;
  }
}
