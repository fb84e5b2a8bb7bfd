package netc.pass;

import netc.ir.Graph;

/** A graph to graph transformation that keeps what is computed. Stateless; run by {@link PassManager} only. */
public interface Pass {
  /** Its name on the command line: a kebab-case noun of its effect. */
  String name();

  /** What it does, in one line. */
  String summary();

  /** The transformed graph; the very same object if nothing changed. */
  Graph run(Graph graph, PassContext context);
}
