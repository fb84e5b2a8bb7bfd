package netc.lower;

import java.util.List;
import java.util.Map;
import netc.ir.Value;

/**
 * What becomes of a graph's nodes.
 *
 * @param parts kernels and views, each after what it reads
 * @param forwarded the values that are others under a new name
 */
record Fusion(List<Part> parts, Map<Value, Value> forwarded) {
  /** Something that gives a value a place. */
  sealed interface Part {
    /**
     * Runs.
     *
     * @param kernel what runs
     */
    record Run(FusedKernel kernel) implements Part {}

    /**
     * The elements of a value under another shape.
     *
     * @param value the new value
     * @param of the value with the same elements
     */
    record View(Value value, Value of) implements Part {}
  }

  /** The value that holds the elements of {@code value}. */
  Value resolve(Value value) {
    return forwarded.getOrDefault(value, value);
  }
}
