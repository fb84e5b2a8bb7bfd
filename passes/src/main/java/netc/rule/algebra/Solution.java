package netc.rule.algebra;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Value;

/**
 * What the names of an equation stand for at a place of a graph. Immutable.
 *
 * @param values the values
 * @param numbers the numbers
 * @param nodes what computes the left side, the root first; a node once for every time that it was met
 */
record Solution(Map<String, Value> values, Map<String, Double> numbers, List<Node> nodes) {
  static final Solution EMPTY = new Solution(Map.of(), Map.of(), List.of());

  /** With this value for a name, unless it stands for another. */
  Optional<Solution> with(String name, Value value) {
    Value before = values.get(name);
    if (before != null) {
      return before == value ? Optional.of(this) : Optional.empty();
    }
    var more = new HashMap<>(values);
    more.put(name, value);
    return Optional.of(new Solution(more, numbers, nodes));
  }

  /** What a name stands for. */
  Value value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /** With this number for a name that stands for none. */
  Solution with(String name, double number) {
    var more = new HashMap<>(numbers);
    more.put(name, number);
    return new Solution(values, more, nodes);
  }

  Solution with(Node node) {
    var more = new ArrayList<>(nodes);
    more.add(node);
    return new Solution(values, numbers, more);
  }
}
