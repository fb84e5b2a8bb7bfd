package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import netc.ir.Cost;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.diag.CompilerBug;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.pass.Pipelines.Level;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;

class PassManagerTest {
  /** A pass with a bug. */
  private record Failing() implements Pass {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public String summary() {
      return "fails";
    }

    @Override
    public Graph run(Graph graph, PassContext context) {
      throw new IllegalStateException("no luck");
    }
  }

  @Test
  void aBugReportReproduces() {
    Graph graph = Texts.parse("""
        net n {
          input x: f32[1, 100]
          weights "w.safetensors"
          weight w: f32[1, 100] = stored
          a = add(x, w)
          output y = a
        }
        """, Map.of("w", Tensor.of(TensorType.f32(1, 100).shape(), new float[100])));
    assertThat(graph.toString()).contains("stored");
    assertThatThrownBy(() -> Runs.run(graph, new Failing())).isInstanceOf(CompilerBug.class).satisfies(bug -> {
      String message = bug.getMessage();
      assertThat(message).contains("pass failing failed: java.lang.IllegalStateException: no luck",
          "reproduce with: netc opt GRAPH.net --passes failing");
      Graph shown = Texts.parse(message.substring(message.indexOf("net n {")));
      assertThat(shown.operations()).singleElement().hasToString("add a");
    });
  }

  /** The lines of the table of rewrites add up to its total, weights that are used as running statistics and otherwise, and scalars, among them. */
  @Test
  void theRulesEffectsAddUp() {
    for (long seed = 0; seed < 400; seed++) {
      assertAddUp(BranchedGraphs.graph(seed), seed);
      assertAddUp(ChainedGraphs.graph(seed), seed);
    }
  }

  private static void assertAddUp(Graph graph, long seed) {
    Report report = Runs.run(graph, Level.O2);
    Cost effect = report.totals().stream().map(Report.RuleTotal::effect).reduce(Cost.NONE, Cost::plus);
    assertThat(effect).as("seed %s", seed).isEqualTo(cost(report.statisticsAfter()).minus(cost(report.statisticsBefore())));
  }

  private static Cost cost(Statistics statistics) {
    return new Cost(statistics.layers(), statistics.parameters(), statistics.macs());
  }

  @Test
  void roundsArePositive() {
    assertThatThrownBy(() -> new PassManager(List.of(), Exactness.EXACT, List.of(), 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
