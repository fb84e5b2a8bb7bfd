package netc.backend.tornado;

import java.lang.foreign.MemorySegment;
import netc.backend.tornado.kernel.Blocked;
import netc.backend.tornado.kernel.Convolutions;
import netc.ir.tensor.Tensor;

/**
 * The filters of a convolution, in groups whose channels fill whole vectors: smaller groups are taken together, with zeros for what they do not share.
 *
 * @param tensor all filters
 * @param groups the number of groups that are not taken together
 * @param inputs input channels of each
 * @param outputs output channels of each
 * @param taps taps of a filter
 * @param merged how many are taken together
 * @param transposed whether the tensor is {@code [groups·inputs, outputs, taps]}, not {@code [groups·outputs, inputs, taps]}
 */
record Filters(Tensor tensor, int groups, int inputs, int outputs, int taps, int merged, boolean transposed) {
  static Filters of(Tensor tensor, int groups, int inputs, int outputs, int taps, boolean transposed) {
    return new Filters(tensor, groups, inputs, outputs, taps, merged(groups, inputs, outputs), transposed);
  }

  private static int merged(int groups, int inputs, int outputs) {
    for (int count = 1; count < groups; count++) {
      if (groups % count == 0 && count * inputs % Blocked.LANES == 0 && count * outputs % Blocked.LANES == 0) {
        return count;
      }
    }
    return groups;
  }

  /** Groups after that. */
  int count() {
    return groups / merged;
  }

  /** Blocks of input channels of a group. */
  int inputBlocks() {
    return Math.ceilDiv(inputs * merged, Blocked.LANES);
  }

  /** Blocks of output channels of a group. */
  int outputBlocks() {
    return Math.ceilDiv(outputs * merged, Blocked.LANES);
  }

  /** Input channels of a block. */
  int lanes() {
    return Math.min(inputs * merged, Blocked.LANES);
  }

  /** Pairs of blocks of output channels, of all groups. */
  int pairs() {
    return count() * Math.ceilDiv(outputBlocks(), 2);
  }

  /** Vectors of the packed form. */
  long vectors() {
    return 2L * pairs() * taps * inputBlocks() * lanes();
  }

  /** Writes {@code [pair, tap, input channel, 16]}. */
  void pack(MemorySegment to) {
    MemorySegment from = tensor.segment();
    int pairsOfGroup = Math.ceilDiv(outputBlocks(), 2);
    long at = 0;
    for (int pair = 0; pair < pairs(); pair++) {
      int group = pair / pairsOfGroup;
      int first = pair % pairsOfGroup * Convolutions.CHANNELS;
      for (int tap = 0; tap < taps; tap++) {
        for (int input = 0; input < inputBlocks() * lanes(); input++) {
          for (int output = first; output < first + Convolutions.CHANNELS; output++) {
            if (input < inputs * merged && output < outputs * merged && input / inputs == output / outputs) {
              long index = index(group * merged + input / inputs, input % inputs, output % outputs, tap);
              to.setAtIndex(Tensor.FLOAT, at, from.getAtIndex(Tensor.FLOAT, index));
            }
            at++;
          }
        }
      }
    }
  }

  private long index(int group, int input, int output, int tap) {
    return (transposed ? ((long) group * inputs + input) * outputs + output : ((long) group * outputs + output) * inputs + input) * taps
        + tap;
  }

  /** Writes {@code [pair, 16]}. */
  void packBias(Tensor bias, MemorySegment to) {
    int pairsOfGroup = Math.ceilDiv(outputBlocks(), 2);
    for (int channel = 0; channel < groups * outputs; channel++) {
      int group = channel / (outputs * merged);
      int output = channel % (outputs * merged);
      long at = (long) group * pairsOfGroup * Convolutions.CHANNELS + output;
      to.setAtIndex(Tensor.FLOAT, at, bias.get(channel));
    }
  }
}
