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

  /** Writes {@code [pair, tap, input channel, 16]}. Arrays are fast before the JVM has compiled this, segments are not. */
  void pack(MemorySegment to) {
    float[] vector = new float[Convolutions.CHANNELS];
    int pairsOfGroup = Math.ceilDiv(outputBlocks(), 2);
    long at = 0;
    for (int pair = 0; pair < pairs(); pair++) {
      int group = pair / pairsOfGroup;
      int first = pair % pairsOfGroup * Convolutions.CHANNELS;
      float[] from = elements(group, first);
      for (int tap = 0; tap < taps; tap++) {
        for (int input = 0; input < inputBlocks() * lanes(); input++) {
          for (int lane = 0; lane < vector.length; lane++) {
            int output = first + lane;
            boolean present = input < inputs * merged && output < outputs * merged && input / inputs == output / outputs;
            vector[lane] = present ? from[(input % inputs + lane * inputs) * taps + tap] : 0;
          }
          MemorySegment.copy(vector, 0, to, Tensor.FLOAT, at, vector.length);
          at += (long) vector.length * Float.BYTES;
        }
      }
    }
  }

  /** The filters of up to 16 output channels of a group, {@code [output channel, input channel, tap]}. */
  private float[] elements(int group, int first) {
    MemorySegment all = tensor.segment();
    int count = Math.min(Convolutions.CHANNELS, outputs * merged - first);
    int length = inputs * taps;
    float[] elements = new float[count * length];
    for (int i = 0; i < count; i++) {
      int filter = group * merged * outputs + first + i;
      if (transposed) {
        int of = filter / outputs;
        for (int input = 0; input < inputs; input++) {
          long from = (((long) of * inputs + input) * outputs + filter % outputs) * taps;
          MemorySegment.copy(all, Tensor.FLOAT, from * Float.BYTES, elements, i * length + input * taps, taps);
        }
      } else {
        MemorySegment.copy(all, Tensor.FLOAT, (long) filter * length * Float.BYTES, elements, i * length, length);
      }
    }
    return elements;
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
