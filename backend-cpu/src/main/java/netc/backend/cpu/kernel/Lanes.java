package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The vector shape that all kernels use: the machine's preferred one. */
public final class Lanes {
  /** The shape. */
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Floats in a vector. */
  public static final int COUNT = SPECIES.length();

  /**
   * Tensors in memory are below this place. A place masked with it is itself, and tells the compiler that it is not negative and that some vectors behind it
   * are no overflow, so that it adds in the addressing.
   */
  public static final int PLACES = (1 << 30) - 1;

  /** How many floats every array that kernels read has behind its last tensor. */
  public static final int SLACK = 4 * COUNT;

  /** The shape of indexes of lanes. */
  static final VectorSpecies<Integer> INDEXES = VectorSpecies.of(int.class, SPECIES.vectorShape());

  /** The even elements of two vectors. */
  static final IntVector EVEN = IntVector.broadcast(INDEXES, 0).addIndex(2);

  private Lanes() {}

  /** The vector length in bits. */
  public static int bits() {
    return SPECIES.vectorBitSize();
  }

  /** The first {@code count} lanes, where a whole vector would reach beyond the end. */
  static VectorMask<Float> first(int count) {
    return SPECIES.indexInRange(0, count);
  }

  /** Copies {@code count} floats exactly; for short runs, where a call of {@link System#arraycopy} costs more than it does. */
  static void copy(float[] from, int source, float[] to, int target, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      FloatVector.fromArray(SPECIES, from, source + i).intoArray(to, target + i);
    }
    if (i < count) {
      FloatVector.fromArray(SPECIES, from, source + i).intoArray(to, target + i, first(count - i));
    }
  }

  /** Copies each {@code step}th float from {@code source} on, {@code count} in all. Reads up to two vectors more. */
  static void gather(float[] from, int source, int step, float[] to, int target, int count) {
    switch (step) {
      case 1 -> copy(from, source, to, target, count);
      case 2 -> gatherSecond(from, source, to, target, count);
      default -> {
        for (int i = 0; i < count; i++) {
          to[target + i] = from[source + i * step];
        }
      }
    }
  }

  private static void gatherSecond(float[] from, int source, float[] to, int target, int count) {
    for (int i = 0; i < count; i += COUNT) {
      var low = FloatVector.fromArray(SPECIES, from, source + 2 * i);
      var high = FloatVector.fromArray(SPECIES, from, source + 2 * i + COUNT);
      if (i <= count - COUNT) {
        select(EVEN, low, high).intoArray(to, target + i);
      } else {
        select(EVEN, low, high).intoArray(to, target + i, first(count - i));
      }
    }
  }

  /** The elements of two vectors, one behind the other, at these indexes. */
  static FloatVector select(IntVector indexes, FloatVector low, FloatVector high) {
    return indexes.selectFrom(low.reinterpretAsInts(), high.reinterpretAsInts()).reinterpretAsFloats();
  }
}
