package netc.pass;

import java.util.List;
import netc.ir.Node;
import netc.ir.Value;

/**
 * One replacement of a node, built and not yet made.
 *
 * @param pass the pass
 * @param rule the rule, or the pass if it has none
 * @param exactness how the result compares
 * @param formula the equation behind it
 * @param root the node
 * @param values what replaces its results
 */
public record Rewrite(String pass, String rule, Exactness exactness, String formula, Node root, List<Value> values) {
  public Rewrite {
    values = List.copyOf(values);
  }
}
