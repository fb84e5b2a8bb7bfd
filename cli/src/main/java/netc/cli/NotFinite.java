package netc.cli;

import java.util.Map;
import java.util.Optional;
import netc.ir.tensor.Tensor;

/** Finds elements that are no numbers, or infinite: comparing those says little, and ranking them nothing. */
final class NotFinite {
  private NotFinite() {}

  /** Such elements of the first output that has any: {@code output "logits" is not finite (element 3 of 10 is NaN)}. */
  static Optional<String> in(Map<String, Tensor> outputs) {
    return outputs.entrySet().stream()
        .flatMap(output -> in(output.getValue()).map(what -> "output \"" + output.getKey() + "\" is not finite (" + what + ")").stream())
        .findFirst();
  }

  /** The first such element of a tensor. */
  static Optional<String> in(Tensor tensor) {
    float[] elements = tensor.toArray();
    for (int i = 0; i < elements.length; i++) {
      if (!Float.isFinite(elements[i])) {
        return Optional.of("element " + i + " of " + Figures.count(elements.length) + " is " + elements[i]);
      }
    }
    return Optional.empty();
  }
}
