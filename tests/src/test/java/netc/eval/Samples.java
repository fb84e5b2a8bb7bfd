package netc.eval;

import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/** Tensors for tests. */
public final class Samples {
  private Samples() {}

  /** 1, 2, 3, … in row-major order. */
  public static Tensor counting(long... sizes) {
    float[] elements = new float[(int) Shape.of(sizes).elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = i + 1;
    }
    return Tensor.of(Shape.of(sizes), elements);
  }

  /** Integers from −8 to 8: sums of their products are exact in {@code f32}. */
  public static Tensor integers(SplittableRandom random, Shape shape) {
    float[] elements = new float[(int) shape.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = random.nextInt(-8, 9);
    }
    return Tensor.of(shape, elements);
  }

  /** The tensor {@code [1, 1, height, width]} of these elements. */
  public static Tensor map(int height, int width, float... elements) {
    return Tensor.of(Shape.of(1, 1, height, width), elements);
  }

  /** The tensor of rank 1 of these elements. */
  public static Tensor vector(float... elements) {
    return Tensor.of(Shape.of(elements.length), elements);
  }

  /** The elements of the tensor under {@code key}, which must be there. */
  public static <K> float[] elements(Map<K, Tensor> tensors, K key) {
    return Objects.requireNonNull(tensors.get(key), () -> "no " + key + " among " + tensors.keySet()).toArray();
  }
}
