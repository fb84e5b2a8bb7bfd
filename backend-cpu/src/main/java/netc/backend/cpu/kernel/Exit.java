package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** How sums leave a contraction: the bias, the epilogue and the way to memory, in one go where the epilogue is simple. */
final class Exit {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private final Contract contract;
  private final Finish finish;
  private final Registers registers;

  Exit(Contract contract) {
    this.contract = contract;
    finish = contract.finish();
    registers = Registers.of(finish);
  }

  /** Whether there is nothing to do but to add the bias and to clamp. */
  boolean isClamp() {
    return registers.complete() && !registers.hasResidual();
  }

  Clamp clamp() {
    return registers.clamp();
  }

  /**
   * Takes sums of consecutive filters; reads whole vectors of them.
   *
   * @param memory the run's
   * @param filter the first filter
   * @param count how many filters
   * @param sums where the sums are
   * @param at the first one
   * @param step from one filter's sums to the next one's
   * @param place the index of the first in the result tensor
   * @param map from one filter's results to the next one's
   * @param length how many sums of each filter
   */
  void rows(float[] memory, int filter, int count, float[] sums, int at, int step, int place, int map, int length) {
    if (!registers.complete() && length == step && !finish.needsPlaces()) { // all rows at once, where they are
      for (int row = 0; row < count; row++) {
        copy(sums, at + row * step, contract.bias(memory, filter + row), sums, at + row * step, length, Clamp.NONE);
      }
      finish.apply(memory, sums, at, 0, count * step);
      for (int row = 0; row < count; row++) {
        copy(sums, at + row * step, 0f, memory, contract.out() + place + row * map, length, Clamp.NONE);
      }
      return;
    }
    for (int row = 0; row < count; row++) {
      line(memory, contract.bias(memory, filter + row), sums, at + row * step, place + row * map, length);
      finish(memory, place + row * map, length);
    }
  }

  /** Takes {@code length} sums that lack {@code bias}; {@link #finish} must follow. */
  void line(float[] memory, float bias, float[] sums, int at, int place, int length) {
    if (registers.hasResidual()) {
      add(sums, at, bias, memory, registers.residual() + place, contract.out() + place, length, registers.clamp());
    } else {
      copy(sums, at, bias, memory, contract.out() + place, length, registers.clamp());
    }
  }

  /** Does what {@link #line} could not, for any number of lines that are contiguous in the result. */
  void finish(float[] memory, int place, int length) {
    if (!registers.complete()) {
      finish.apply(memory, memory, contract.out() + place, place, length);
    }
  }

  private static void copy(float[] sums, int at, float bias, float[] memory, int out, int length, Clamp clamp) {
    int i = 0;
    for (; i <= length - L; i += L) {
      clamp.apply(FloatVector.fromArray(S, sums, at + i).add(bias)).intoArray(memory, out + i);
    }
    if (i < length) {
      clamp.apply(FloatVector.fromArray(S, sums, at + i).add(bias)).intoArray(memory, out + i, Lanes.first(length - i));
    }
  }

  private static void add(float[] sums, int at, float bias, float[] memory, int residual, int out, int length, Clamp clamp) {
    int i = 0;
    for (; i <= length - L; i += L) {
      var sum = FloatVector.fromArray(S, sums, at + i).add(bias).add(FloatVector.fromArray(S, memory, residual + i));
      clamp.apply(sum).intoArray(memory, out + i);
    }
    if (i < length) {
      var sum = FloatVector.fromArray(S, sums, at + i).add(bias).add(FloatVector.fromArray(S, memory, residual + i));
      clamp.apply(sum).intoArray(memory, out + i, Lanes.first(length - i));
    }
  }
}
