package netc.ir.type;

/**
 * What is known of a tensor before it has elements.
 *
 * @param dtype the element type
 * @param shape the dimensions
 */
public record TensorType(DType dtype, Shape shape) {
  /** The {@code f32} type of these known sizes. */
  public static TensorType f32(long... sizes) {
    return new TensorType(DType.F32, Shape.of(sizes));
  }

  /** The {@code f32} type of this shape. */
  public static TensorType f32(Shape shape) {
    return new TensorType(DType.F32, shape);
  }

  /** The number of dimensions. */
  public int rank() {
    return shape.rank();
  }

  /** The known size at {@code axis}; see {@link Shape#size}. */
  public long size(int axis) {
    return shape.size(axis);
  }

  /** The size in bytes of a tensor of this (static) type. */
  public long bytes() {
    return Math.multiplyExact(shape.elements(), dtype.bytes());
  }

  /** As printed and parsed: {@code f32[N, 3, 224, 224]}. */
  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}
