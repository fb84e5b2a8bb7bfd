package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** How sums leave a contraction: the bias, the epilogue and the way to memory, in one go where the epilogue is simple. */
final class Exit {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private final Contract contract;
  private final Finish finish;
  private final boolean simple;
  private final int residual;
  private final boolean relu;

  Exit(Contract contract) {
    this.contract = contract;
    finish = contract.finish();
    simple = finish.isSimple();
    residual = finish.residual();
    relu = finish.hasRelu();
  }

  /**
   * Takes sums of consecutive filters.
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
    for (int row = 0; row < count; row++) {
      float bias = contract.bias(memory, filter + row);
      int target = place + row * map;
      if (!simple) {
        copy(sums, at + row * step, bias, memory, contract.out() + target, length);
        finish.apply(memory, memory, contract.out() + target, target, length);
      } else if (residual != Finish.NO_RESIDUAL) {
        add(sums, at + row * step, bias, memory, residual + target, contract.out() + target, length, relu ? 0f : Float.NEGATIVE_INFINITY);
      } else if (relu) {
        relu(sums, at + row * step, bias, memory, contract.out() + target, length);
      } else {
        copy(sums, at + row * step, bias, memory, contract.out() + target, length);
      }
    }
  }

  private static void copy(float[] sums, int at, float bias, float[] memory, int out, int length) {
    int i = 0;
    for (; i <= length - L; i += L) {
      FloatVector.fromArray(S, sums, at + i).add(bias).intoArray(memory, out + i);
    }
    for (; i < length; i++) {
      memory[out + i] = sums[at + i] + bias;
    }
  }

  private static void relu(float[] sums, int at, float bias, float[] memory, int out, int length) {
    int i = 0;
    for (; i <= length - L; i += L) {
      Activations.relu(FloatVector.fromArray(S, sums, at + i).add(bias)).intoArray(memory, out + i);
    }
    for (; i < length; i++) {
      memory[out + i] = Math.max(sums[at + i] + bias, 0f);
    }
  }

  /** With a residual; {@code low} is what the result is not below. */
  private static void add(float[] sums, int at, float bias, float[] memory, int residual, int out, int length, float low) {
    int i = 0;
    for (; i <= length - L; i += L) {
      var sum = FloatVector.fromArray(S, sums, at + i).add(bias).add(FloatVector.fromArray(S, memory, residual + i));
      sum.max(low).intoArray(memory, out + i);
    }
    for (; i < length; i++) {
      memory[out + i] = Math.max(sums[at + i] + bias + memory[residual + i], low);
    }
  }
}
