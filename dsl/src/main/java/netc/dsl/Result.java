package netc.dsl;

import java.util.List;
import java.util.Optional;
import netc.ir.Graph;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;

/** The outcome of reading a text: a graph, or what is wrong. */
public sealed interface Result {
  /**
   * A graph.
   *
   * @param graph what the net elaborates to
   * @param parameters what {@code --set} may change
   */
  record Parsed(Graph graph, List<Setting> parameters) implements Result {
    public Parsed {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * No graph.
   *
   * @param diagnostics what is wrong, in source order; at least one
   */
  record Failed(List<Diagnostic> diagnostics) implements Result {
    public Failed {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /**
   * A parameter of a net.
   *
   * @param name its name
   * @param initial its default as written, if it has one
   */
  record Setting(String name, Optional<String> initial) {}

  /**
   * The graph.
   *
   * @throws DiagnosticException if there is none
   */
  default Graph graphOrThrow() {
    return switch (this) {
      case Parsed(var graph, _) -> graph;
      case Failed(var diagnostics) -> throw new DiagnosticException(diagnostics);
    };
  }
}
