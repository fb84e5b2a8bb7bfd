package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The vector shape that all kernels use: the machine's preferred one. */
public final class Lanes {
  /** The shape. */
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Floats in a vector. */
  public static final int COUNT = SPECIES.length();

  /** How many floats every array that kernels read has behind its last tensor. */
  public static final int SLACK = 4 * COUNT;

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
    for (; i < count; i++) {
      to[target + i] = from[source + i];
    }
  }

  /** Copies each {@code step}th float from {@code source} on, {@code count} in all. */
  static void gather(float[] from, int source, int step, float[] to, int target, int count) {
    if (step == 1) {
      System.arraycopy(from, source, to, target, Math.max(0, count));
      return;
    }
    for (int i = 0; i < count; i++) {
      to[target + i] = from[source + i * step];
    }
  }
}
