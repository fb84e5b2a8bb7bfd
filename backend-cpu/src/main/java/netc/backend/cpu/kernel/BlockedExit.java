package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * How sums leave a contraction whose result is in channel blocks: they start from the bias, are clamped in registers, and what is more is done to them
 * in memory, row by row, where a residual has the same places as the result. The biases of a block are read as one vector: the
 * lanes past the last channel start from whatever is behind its bias, as nothing depends on them.
 */
final class BlockedExit {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private final Contract contract;
  private final Registers registers;

  BlockedExit(Contract contract) {
    this.contract = contract;
    registers = Registers.withoutResidual(contract.finish());
  }

  /** Puts the vector that the sums of a block start from at {@code at} of {@code start}. */
  void bias(float[] memory, int block, float[] start, int at) {
    if (contract.bias() == Contract.NO_BIAS) {
      FloatVector.zero(S).intoArray(start, at);
    } else {
      FloatVector.fromArray(S, memory, contract.bias() + block * L).intoArray(start, at);
    }
  }

  /** What kernels do to sums. */
  Clamp clamp() {
    return registers.clamp();
  }

  /** Does the rest to {@code length} results from {@code place} of the result tensor on. */
  void finish(float[] memory, int place, int length) {
    if (!registers.complete()) {
      contract.finish().apply(memory, memory, contract.out() + place, place, length);
    }
  }
}
