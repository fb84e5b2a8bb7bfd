package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.Structure;
import netc.pass.Pipelines.Level;
import netc.testkit.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RepVGG's three branches become one convolution (arXiv 2101.03697). */
class RepVggTest {
  /** Convolutions and parameters of the deploy forms, counted from their published structure; the paper's table 4 rounds them. */
  @ParameterizedTest
  @CsvSource({"repvgg_a0, 22, 8309384, O1", "repvgg_a0, 22, 8309384, O2", "repvgg_a1, 22, 12789864, O2", "repvgg_a2, 22, 25499944, O2",
    "repvgg_b0, 28, 14339048, O2", "repvgg_b1, 28, 51829480, O1", "repvgg_b1, 28, 51829480, O2"})
  void becomesItsDeployForm(String model, int convolutions, long parameters, Level level) {
    Graph after = Runs.run(Models.graph(model, Map.of()), level).after();
    Graph deploy = Models.graph(model, Map.of("deploy", "true"));
    Statistics statistics = Statistics.of(after);
    assertThat(statistics.parameters()).isEqualTo(parameters);
    assertThat(statistics.ops()).containsEntry("conv2d", convolutions).containsEntry("relu", convolutions).containsEntry("linear", 1)
        .doesNotContainKeys("batchnorm", "add");
    assertThat(Structure.difference(after, deploy)).isEmpty();
    assertThat(statistics).isEqualTo(Statistics.of(deploy));
  }

  @Test
  void computesTheSame() {
    Graph before = Models.parse("""
        import "families/repvgg.net"
        net small {
          input image: f32[N, 3, 32, 32]
          output y = image -> repvgg([4, 4, 6, 6, 7], [2, 1, 2, 1], 5, false)
        }
        """, Map.of()).bind(Map.of("N", 2L));
    Graph after = Runs.run(before, Level.O1).after();
    assertThat(Statistics.of(after).ops()).containsEntry("conv2d", 7).doesNotContainKeys("add", "batchnorm");
    Numbers.assertSame(before, after, Exactness.ROUNDING);
  }
}
