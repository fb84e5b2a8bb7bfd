package netc.ir.tensor;

import java.lang.foreign.MemorySegment;

/** The elements of a tensor, row-major, for one reader that takes them piece by piece: they need not be in memory as a whole. */
@FunctionalInterface
public interface Elements {
  /** Reads the {@code count} elements from {@code first} on into {@code to}, from {@code at} on. */
  void read(long first, float[] to, int at, int count);

  /** Those in a segment. */
  static Elements of(MemorySegment segment) {
    return (first, to, at, count) -> MemorySegment.copy(segment, Tensor.FLOAT, first * Float.BYTES, to, at, count);
  }
}
