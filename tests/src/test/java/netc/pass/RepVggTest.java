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
import org.junit.jupiter.params.provider.ValueSource;

/** RepVGG's three branches become one convolution (arXiv 2101.03697). */
class RepVggTest {
  @ParameterizedTest
  @ValueSource(strings = {"repvgg_a0", "repvgg_a1", "repvgg_a2", "repvgg_b0", "repvgg_b1"})
  void becomesItsDeployForm(String model) {
    Graph after = Runs.run(Models.graph(model, Map.of()), Level.O1).after();
    Graph deploy = Models.graph(model, Map.of("deploy", "true"));
    assertThat(Structure.difference(after, deploy)).isEmpty();
    assertThat(Statistics.of(after)).isEqualTo(Statistics.of(deploy));
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
