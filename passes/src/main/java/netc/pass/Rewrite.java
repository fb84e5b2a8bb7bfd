package netc.pass;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Node;
import netc.ir.Value;

/**
 * One replacement of a node, or of several at once, built and not yet made.
 *
 * @param pass the pass
 * @param rule the rule, or the pass if it has none
 * @param exactness how the result compares
 * @param formula the equation behind it
 * @param root the node that stands for it in reports
 * @param replacements what replaces the results of nodes
 */
public record Rewrite(String pass, String rule, Exactness exactness, String formula, Node root, Map<Node, List<Value>> replacements) {
  public Rewrite {
    replacements = Collections.unmodifiableMap(new LinkedHashMap<>(replacements));
  }

  /** Replaces the results of the root alone. */
  public Rewrite(String pass, String rule, Exactness exactness, String formula, Node root, List<Value> values) {
    this(pass, rule, exactness, formula, root, Map.of(root, values));
  }
}
