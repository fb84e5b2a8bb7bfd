package netc.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.tensor.Elements;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;
import netc.match.Site;

/** Tensors computed from weights, lazily, in double, rounded once. */
public final class Weights {
  private Weights() {}

  /** Whether a tensor's elements are there, so that looking at them makes none. */
  public static boolean isStored(Tensor tensor) {
    return tensor.source() instanceof Tensor.Source.Stored;
  }

  /** The tensor of {@code type} that {@code elements} computes from {@code ingredients} when it is first needed. */
  public static Tensor compute(TensorType type, String formula, List<Tensor> ingredients, Supplier<double[]> elements) {
    return Tensor.computed(type, formula, ingredients, () -> round(elements.get()));
  }

  /** {@code weight} with every element of its slice {@code i} along axis 0 multiplied by {@code factors[i]}. */
  public static Tensor scaleRows(Tensor weight, String formula, List<Tensor> ingredients, Supplier<double[]> factors) {
    var all = new ArrayList<>(ingredients);
    all.add(weight);
    long length = weight.shape().elementsFrom(1);
    return Tensor.streamed(weight.type(), formula, all, () -> {
      Elements elements = weight.elements();
      double[] factor = factors.get();
      return (first, to, at, count) -> {
        elements.read(first, to, at, count);
        for (int done = 0; done < count;) {
          long row = (first + done) / length;
          int end = Math.toIntExact(Math.min(count, (row + 1) * length - first));
          scale(to, at + done, at + end, factor[Math.toIntExact(row)]);
          done = end;
        }
      };
    });
  }

  private static void scale(float[] elements, int begin, int end, double factor) {
    for (int i = begin; i < end; i++) {
      elements[i] = (float) (elements[i] * factor);
    }
  }

  /** The sum of tensors of one type. */
  public static Tensor sum(List<Tensor> terms, String formula) {
    Tensor first = terms.getFirst();
    if (terms.size() == 1) {
      return first;
    }
    return compute(first.type(), formula, terms, () -> {
      double[] sum = first.toDoubles();
      for (Tensor term : terms.subList(1, terms.size())) {
        double[] elements = term.toDoubles();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += elements[i];
        }
      }
      return sum;
    });
  }

  /** What a layer's bias becomes when each of its inputs loses a summand: {@code b + Σ W·t}, for a weight {@code [O, I / groups, …]}. */
  public static Tensor propagated(Tensor weight, int groups, List<Tensor> ingredients, Supplier<double[]> summands, Optional<Tensor> bias) {
    var all = new ArrayList<>(ingredients);
    all.add(weight);
    bias.ifPresent(all::add);
    int filters = weight.shape().extent(0);
    return compute(TensorType.f32(filters), bias.isPresent() ? "b + Σ W·t" : "Σ W·t", all, () -> {
      float[] elements = weight.toArray();
      double[] summand = summands.get();
      double[] sum = bias.map(Tensor::toDoubles).orElseGet(() -> new double[filters]);
      int row = elements.length / filters;
      for (int i = 0; i < elements.length; i++) {
        sum[i / row] += elements[i] * summand[inputChannel(weight, groups, i)];
      }
      return sum;
    });
  }

  /** The biases of convolutions one after the other, zeros for those that have none; none if no one has any. */
  public static Optional<Value> stackedBias(List<? extends Site<Conv2d>> convs, Rewriter out) {
    List<Tensor> parts =
        convs.stream().map(conv -> conv.optionalTensor(2).orElseGet(() -> Tensor.fill(TensorType.f32(conv.type().size(1)), 0))).toList();
    long filters = parts.stream().mapToLong(part -> part.shape().size(0)).sum();
    return convs.stream().filter(conv -> conv.arity() > 2).findFirst()
        .map(conv -> out.weight(conv.operandName(2), compute(TensorType.f32(filters), "[b1; …; bk]", parts,
            () -> parts.stream().flatMapToDouble(part -> Arrays.stream(part.toDoubles())).toArray())));
  }

  /** The input channel that an element of a weight {@code [O, I / groups, …]} multiplies. */
  public static int inputChannel(Tensor weight, int groups, int element) {
    int depth = weight.shape().extent(1);
    int channel = element / Math.toIntExact(weight.shape().elementsFrom(2));
    return channel / depth / (weight.shape().extent(0) / groups) * depth + channel % depth;
  }

  /** A matrix with rows for columns, as a tensor of {@code type}, which may have axes of size 1 behind the two. */
  public static Tensor transposed(Tensor matrix, TensorType type) {
    int rows = matrix.shape().extent(0);
    int columns = matrix.shape().extent(1);
    return Tensor.computed(type, "Wᵀ", List.of(matrix), () -> swapInner(matrix.toArray(), 1, rows, columns));
  }

  /** The elements {@code [outer, rows, columns]} as {@code [outer, columns, rows]}. */
  public static float[] swapInner(float[] elements, int outer, int rows, int columns) {
    float[] swapped = new float[elements.length];
    for (int o = 0; o < outer; o++) {
      int start = o * rows * columns;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          swapped[start + column * rows + row] = elements[start + row * columns + column];
        }
      }
    }
    return swapped;
  }

  /** The slices of a tensor along {@code axis} at these places, in this order; the tensor itself if that is what it has. */
  public static Tensor gather(Tensor tensor, int axis, List<Integer> places) {
    if (places.size() == tensor.shape().size(axis) && IntStream.range(0, places.size()).allMatch(i -> places.get(i) == i)) {
      return tensor;
    }
    var type = new TensorType(tensor.type().dtype(), tensor.shape().with(axis, Dim.of(places.size())));
    return Tensor.computed(type, places.size() + " slices along axis " + axis, List.of(tensor), () -> {
      float[] all = tensor.toArray();
      float[] some = new float[Math.toIntExact(type.shape().elements())];
      int chunk = Math.toIntExact(tensor.shape().elementsFrom(axis + 1));
      int row = Math.toIntExact(tensor.shape().elementsFrom(axis));
      int to = 0;
      for (int start = 0; start < all.length; start += row) {
        for (int place : places) {
          System.arraycopy(all, start + place * chunk, some, to, chunk);
          to += chunk;
        }
      }
      return some;
    });
  }

  private static float[] round(double[] elements) {
    var rounded = new float[elements.length];
    for (int i = 0; i < elements.length; i++) {
      rounded[i] = (float) elements[i];
    }
    return rounded;
  }
}
