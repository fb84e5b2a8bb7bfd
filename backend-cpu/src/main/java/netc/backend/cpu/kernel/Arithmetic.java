package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;

/** Functions of two runs of floats: those of {@link Broadcast} that are rarer than sums and products. */
final class Arithmetic {
  private Arithmetic() {}

  /**
   * An operand: a run of floats or one that repeats.
   *
   * @param at where it begins in memory
   * @param step 1, or 0 if it repeats
   */
  record Run(int at, int step) {
    FloatVector load(float[] memory, int i) {
      return Broadcast.load(memory, at, step, i);
    }

    float element(float[] memory, int i) {
      return memory[at + i * step];
    }
  }

  static void subtract(float[] memory, Run left, Run right, int target, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      left.load(memory, i).sub(right.load(memory, i)).intoArray(memory, target + i);
    }
    for (; i < count; i++) {
      memory[target + i] = left.element(memory, i) - right.element(memory, i);
    }
  }

  static void divide(float[] memory, Run left, Run right, int target, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      left.load(memory, i).div(right.load(memory, i)).intoArray(memory, target + i);
    }
    for (; i < count; i++) {
      memory[target + i] = left.element(memory, i) / right.element(memory, i);
    }
  }

  static void min(float[] memory, Run left, Run right, int target, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      left.load(memory, i).min(right.load(memory, i)).intoArray(memory, target + i);
    }
    for (; i < count; i++) {
      memory[target + i] = Math.min(left.element(memory, i), right.element(memory, i));
    }
  }

  static void max(float[] memory, Run left, Run right, int target, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      left.load(memory, i).max(right.load(memory, i)).intoArray(memory, target + i);
    }
    for (; i < count; i++) {
      memory[target + i] = Math.max(left.element(memory, i), right.element(memory, i));
    }
  }

  /** Powers, one by one, but for squares, which normalizations are made of. */
  static void power(float[] memory, Run left, Run right, int target, int count) {
    boolean squares = right.step() == 0 && memory[right.at()] == 2;
    for (int i = 0; i < count; i++) {
      float x = left.element(memory, i);
      memory[target + i] = squares ? x * x : (float) StrictMath.pow(x, right.element(memory, i));
    }
  }
}
