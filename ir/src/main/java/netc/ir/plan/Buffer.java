package netc.ir.plan;

import java.util.Optional;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * Memory for one value.
 *
 * @param id its index in {@link Program#buffers}
 * @param name the value's name
 * @param type its static type
 * @param storage where it lives
 */
public record Buffer(int id, String name, TensorType type, Storage storage) {
  /** Where a buffer lives. */
  public sealed interface Storage {
    /**
     * Given anew for each run.
     *
     * @param input the input's name
     */
    record Given(String input) implements Storage {}

    /**
     * Fixed when the model is compiled.
     *
     * @param tensor the elements
     */
    record Weight(Tensor tensor) implements Storage {}

    /**
     * In the arena, from {@code offset} elements on.
     *
     * @param offset in elements
     */
    record Arena(long offset) implements Storage {}

    /**
     * The same elements as another buffer under another type.
     *
     * @param of that buffer's id
     */
    record Alias(int of) implements Storage {}
  }

  /** The elements, if they are fixed. */
  public Optional<Tensor> weight() {
    return storage instanceof Storage.Weight(var tensor) ? Optional.of(tensor) : Optional.empty();
  }
}
