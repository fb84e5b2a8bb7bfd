package netc.cli;

import java.util.stream.Collectors;
import netc.ir.Graph;

/** What a network takes and gives, in a line. */
final class Signatures {
  private Signatures() {}

  /** {@code image f32[N, 3, 224, 224]}. */
  static String inputs(Graph graph) {
    return graph.inputs().stream().map(input -> input.name() + " " + input.type()).collect(Collectors.joining(", "));
  }

  /** {@code logits f32[N, 1000]}. */
  static String outputs(Graph graph) {
    return graph.outputs().entrySet().stream().map(output -> output.getKey() + " " + output.getValue().type())
        .collect(Collectors.joining(", "));
  }
}
