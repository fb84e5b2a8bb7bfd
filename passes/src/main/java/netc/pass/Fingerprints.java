package netc.pass;

import java.util.HashMap;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.op.Constant;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * What tells a graph's weights of one type apart, besides {@link Tensor#hashCode}: equal tensors have equal ones. A lazy weight stays lazy. Of a stored
 * one, a few elements do unless another weight of the graph has the same: then it is read as a whole.
 */
final class Fingerprints {
  /** Enough for all elements of a small tensor, and for most large ones. */
  private static final int SAMPLES = 16;

  /** Odd, with its bits spread: the golden ratio's, as in Knuth's multiplicative hashing. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private record Sample(TensorType type, long hash) {}

  private final Map<Sample, Integer> counts = new HashMap<>();

  Fingerprints(Graph graph) {
    for (Node node : graph.weights()) {
      if (node.op() instanceof Constant(var tensor) && tensor.source() instanceof Tensor.Source.Stored) {
        counts.merge(sample(tensor), 1, Integer::sum);
      }
    }
  }

  long of(Tensor tensor) {
    return switch (tensor.source()) {
      case Tensor.Source.Initial _ -> 0; // has a hash of its own
      case Tensor.Source.Computed _ -> System.identityHashCode(tensor);
      case Tensor.Source.Stored _ -> {
        Sample sample = sample(tensor);
        yield counts.getOrDefault(sample, 0) > 1 ? content(tensor) : sample.hash();
      }
    };
  }

  private static Sample sample(Tensor tensor) {
    long last = tensor.shape().elements() - 1;
    long hash = 1;
    for (int i = 0; i < SAMPLES; i++) {
      hash = mix(hash, tensor.get(i * last / (SAMPLES - 1)));
    }
    return new Sample(tensor.type(), hash);
  }

  private static long content(Tensor tensor) {
    long hash = 2;
    long elements = tensor.shape().elements();
    for (long i = 0; i < elements; i++) {
      hash = mix(hash, tensor.get(i));
    }
    return hash;
  }

  private static long mix(long hash, float element) {
    long mixed = (hash ^ Float.floatToRawIntBits(element)) * FACTOR;
    return mixed ^ (mixed >>> 32);
  }
}
