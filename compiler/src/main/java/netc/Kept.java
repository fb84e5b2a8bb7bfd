package netc;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import netc.dsl.Suggestions;
import netc.ir.Graph;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;

/** Lets intermediate values stay observable: no rewrite removes an output. */
final class Kept {
  private Kept() {}

  /**
   * A network with the values of these names as outputs, too.
   *
   * @throws DiagnosticException if there is no such value
   */
  static Graph in(Graph graph, List<String> names) {
    if (names.isEmpty()) {
      return graph;
    }
    Map<String, Value> values = graph.nodes().stream().flatMap(node -> node.results().stream())
        .collect(Collectors.toMap(Value::name, value -> value, (first, _) -> first));
    Graph kept = graph;
    for (String name : names) {
      Value value = values.get(name);
      if (value == null) {
        throw new DiagnosticException(Diagnostic
            .of(Code.UNKNOWN_OPTION_VALUE, "no value of net " + graph.name() + " is called \"" + name + "\"")
            .help(Suggestions.nearest(name, values.keySet()).map(other -> "did you mean \"" + other + "\"?")
                .orElse("netc opt -O0 shows them all")));
      }
      kept = kept.withOutput(name, value);
    }
    return kept;
  }
}
