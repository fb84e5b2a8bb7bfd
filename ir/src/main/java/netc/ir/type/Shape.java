package netc.ir.type;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The dimensions of a tensor, outermost first (NCHW for images, OIHW for convolution weights).
 *
 * @param dims the dimensions; empty for a scalar
 */
public record Shape(List<Dim> dims) {
  public Shape {
    dims = List.copyOf(dims);
  }

  /** The shape of these known sizes. */
  public static Shape of(long... sizes) {
    return new Shape(Arrays.stream(sizes).mapToObj(Dim::of).toList());
  }

  /** The number of dimensions. */
  public int rank() {
    return dims.size();
  }

  /** The dimension at {@code axis}, from 0. */
  public Dim dim(int axis) {
    return dims.get(axis);
  }

  /**
   * The known size at {@code axis}.
   *
   * @throws IllegalArgumentException if that dimension is symbolic
   */
  public long size(int axis) {
    return switch (dims.get(axis)) {
      case Dim.Known known -> known.size();
      case Dim.Symbol symbol ->
          throw new IllegalArgumentException("dimension " + axis + " of " + this + " is the unbound symbol " + symbol);
    };
  }

  /** As {@link #size}, for loops over arrays. */
  public int extent(int axis) {
    return Math.toIntExact(size(axis));
  }

  /** Whether every dimension is known. */
  public boolean isStatic() {
    return isKnownFrom(0);
  }

  /** Whether every dimension from {@code axis} on is known. */
  public boolean isKnownFrom(int axis) {
    return dims.subList(axis, dims.size()).stream().allMatch(Dim.Known.class::isInstance);
  }

  /**
   * The number of elements.
   *
   * @throws ArithmeticException if it exceeds a {@code long}
   */
  public long elements() {
    return elementsFrom(0);
  }

  /** The product of the known sizes from {@code axis} on; 1 if there are none. */
  public long elementsFrom(int axis) {
    long product = 1;
    for (int i = axis; i < dims.size(); i++) {
      product = Math.multiplyExact(product, size(i));
    }
    return product;
  }

  /** This shape with another dimension at {@code axis}. */
  public Shape with(int axis, Dim dim) {
    return new Shape(IntStream.range(0, rank()).mapToObj(i -> i == axis ? dim : dims.get(i)).toList());
  }

  /** This shape with the symbols in {@code sizes} replaced by their sizes. */
  public Shape bind(Map<String, Long> sizes) {
    return new Shape(
        dims.stream()
            .map(dim -> dim instanceof Dim.Symbol symbol && sizes.containsKey(symbol.name()) ? Dim.of(sizes.get(symbol.name())) : dim)
            .toList());
  }

  /** As printed and parsed: {@code [N, 3, 224, 224]}. */
  @Override
  public String toString() {
    return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
