package netc.formats;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** How files write floating-point elements, little-endian. Tensors have {@code float} elements; those of other formats are converted when needed. */
public enum FloatFormat {
  /** IEEE 754 binary16. */
  F16(Short.BYTES),
  /** The upper half of a {@link #F32}. */
  BF16(Short.BYTES),
  /** IEEE 754 binary32. */
  F32(Float.BYTES),
  /** IEEE 754 binary64. */
  F64(Double.BYTES);

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int bytes;

  FloatFormat(int bytes) {
    this.bytes = bytes;
  }

  /** The size of an element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The tensor of these elements: the segment itself if its elements are {@code float}, else one that is converted, and rounded, when needed. */
  public Tensor tensor(TensorType type, MemorySegment elements) {
    return this == F32 ? Tensor.of(type, elements) : Tensor.computed(type, "from " + this, List.of(), () -> converted(type, elements));
  }

  private float[] converted(TensorType type, MemorySegment elements) {
    var converted = new float[Math.toIntExact(type.shape().elements())];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = element(elements, i);
    }
    return converted;
  }

  private float element(MemorySegment elements, long index) {
    return switch (this) {
      case F16 -> Float.float16ToFloat(elements.getAtIndex(SHORT, index));
      case BF16 -> Float.intBitsToFloat(elements.getAtIndex(SHORT, index) << Short.SIZE);
      case F32 -> elements.getAtIndex(Tensor.FLOAT, index);
      case F64 -> (float) elements.getAtIndex(DOUBLE, index);
    };
  }
}
