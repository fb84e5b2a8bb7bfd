package netc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import netc.ir.Graph;
import netc.ir.Printer;
import netc.ir.op.Constant;
import netc.ir.op.OpSchema;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;

/** Decision 1 of the design: the text of a graph parses back to an equal graph. */
class RoundTripTest {
  private static final long GRAPHS = 500;

  @Test
  void theTextOfAnyGraphParsesToAnEqualGraph() {
    LongStream.range(0, GRAPHS).forEach(seed -> {
      Graph graph = AnyGraph.make(seed).graph();
      String text = graph.toString();
      Result result = NetLanguage.parse("any.net", text, Options.defaults());
      assertThat(result).as("seed %d%n%s", seed, text).isInstanceOf(Result.Parsed.class);
      assertThat(result.graphOrThrow()).as("seed %d", seed).isEqualTo(graph).hasToString(text);
    });
  }

  @Test
  void theGraphsHaveEveryOp() {
    Set<String> seen = new TreeSet<>();
    LongStream.range(0, GRAPHS).forEach(seed -> seen.addAll(AnyGraph.make(seed).ops()));
    List<String> all = OpSchema.all().stream().filter(schema -> !schema.operands().isEmpty()).map(OpSchema::name).toList();
    assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void storedWeightsComeBackFromTheFileThatTheTextNames() {
    String text = """
        net stored {
          weights "file {1}.npz"
          input x: f32[N, 20]
          weight w: f32[2, 20] = stored
          y = linear(x, w)
          output y = y
        }
        """.replace("{", "\\{").replace("net stored \\{", "net stored {");
    Tensor tensor = Tensor.initial(TensorType.f32(2, 20), new Init.Uniform(0, 1), "file", 0);
    Graph graph = NetLanguage.parse("folder/a.net", text, Options.defaults().withWeights(path -> {
      assertThat(path).isEqualTo("folder/file {1}.npz");
      return Map.of("w", tensor);
    })).graphOrThrow();
    assertThat(Printer.print(graph, List.of("file {1}.npz"))).contains("weights \"file \\{1}.npz\"");
    assertThat(graph.weights().getFirst().op()).isEqualTo(new Constant(tensor));
  }
}
