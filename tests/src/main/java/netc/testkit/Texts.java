package netc.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import netc.dsl.NetLanguage;
import netc.dsl.Options;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Printer;
import netc.ir.op.Constant;
import netc.ir.tensor.Tensor;

/** Graphs from texts, and back. */
public final class Texts {
  private Texts() {}

  /** The graph of a text that imports nothing. */
  public static Graph parse(String text) {
    return parse(text, Map.of());
  }

  /** The graph of a text whose {@code weights} statement, whatever it names, gives these tensors. */
  public static Graph parse(String text, Map<String, Tensor> weights) {
    return NetLanguage.parse("test.net", text, Options.defaults().withWeights(_ -> weights)).graphOrThrow();
  }

  /** What parsing the graph's text gives, its stored weights bound again. */
  public static Graph roundTrip(Graph graph) {
    Map<String, Tensor> stored = new HashMap<>();
    for (Node node : graph.weights()) {
      if (node.op() instanceof Constant(var tensor) && !(tensor.source() instanceof Tensor.Source.Initial)
          && !Printer.isWrittenOut(tensor)) {
        stored.put(node.name(), tensor);
      }
    }
    return parse(Printer.print(graph, stored.isEmpty() ? List.of() : List.of("stored.safetensors")), stored);
  }
}
