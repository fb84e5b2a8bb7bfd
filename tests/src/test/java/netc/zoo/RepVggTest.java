package netc.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.Structure;
import netc.pass.Exactness;
import netc.pass.PassManager;
import netc.pass.Pipelines;
import netc.pass.Pipelines.Level;
import netc.pass.Report;
import netc.testkit.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RepVGG's training form becomes its deploy form (Ding et al., arXiv 2101.03697, section 3.3). */
class RepVggTest {
  /** Convolutions and parameters of the deploy forms, counted from their published structure; the paper's table 4 rounds them. */
  @ParameterizedTest
  @CsvSource({"repvgg_a0, 22, 8309384", "repvgg_a1, 22, 12789864", "repvgg_a2, 22, 25499944", "repvgg_b0, 28, 14339048",
    "repvgg_b1, 28, 51829480"})
  void becomesItsDeployForm(String model, int convolutions, long parameters) {
    Graph after = optimized(Zoo.graph(model, Map.of())).after();
    Statistics statistics = Statistics.of(after);
    assertThat(statistics.ops()).containsEntry("conv2d", convolutions).containsEntry("relu", convolutions).containsEntry("linear", 1)
        .doesNotContainKeys("batchnorm", "add");
    assertThat(statistics.parameters()).isEqualTo(parameters);
    assertThat(Structure.difference(after, Zoo.graph(model, Map.of("deploy", "true")))).isEmpty();
  }

  @Test
  void computesTheSame() {
    Graph before = Zoo.graph("repvgg_a0", Map.of("size", "64", "classes", "10")).bind(Map.of("N", 1L));
    Graph after = optimized(before).after();
    assertThat(Statistics.of(after).ops()).containsEntry("conv2d", 22);
    Numbers.assertSame(before, after, Exactness.ROUNDING);
  }

  private static Report optimized(Graph graph) {
    return new PassManager(Pipelines.of(Level.O2), Exactness.ROUNDING, List.of()).run(graph);
  }
}
