package netc.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes that use one value, and how often; in the order in which they came. */
final class Uses {
  private final Map<Node, Integer> counts = new LinkedHashMap<>(4);
  private int total;

  void add(Node node, int count) {
    counts.merge(node, count, Integer::sum);
    total += count;
  }

  void remove(Node node) {
    counts.computeIfPresent(node, (_, count) -> count == 1 ? null : count - 1);
    total--;
  }

  /** How many uses there are; a node may use a value several times. */
  int total() {
    return total;
  }

  /** The nodes, each once. */
  Iterable<Node> nodes() {
    return counts.keySet();
  }

  /** The larger one grows, so that a value that takes over many others' uses costs no more than their number. */
  static Uses join(Uses mine, Uses theirs) {
    Uses larger = mine.counts.size() >= theirs.counts.size() ? mine : theirs;
    (larger == mine ? theirs : mine).counts.forEach(larger::add);
    return larger;
  }

  /** The nodes, one entry for each use. */
  List<Node> list() {
    var list = new ArrayList<Node>(total);
    counts.forEach((node, count) -> list.addAll(Collections.nCopies(count, node)));
    return Collections.unmodifiableList(list);
  }
}
