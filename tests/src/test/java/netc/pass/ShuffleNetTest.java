package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.op.Movement;
import netc.pass.Pipelines.Level;
import netc.testkit.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ShuffleNet v2's shuffles go into the weights around them (arXiv 1807.11164): each stage's channels are copied where they are needed, once. */
class ShuffleNetTest {
  @ParameterizedTest
  @ValueSource(strings = {"shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0"})
  void nothingIsShuffled(String model) {
    Graph before = Models.graph(model, Map.of());
    Graph after = Runs.run(before, Level.O2).after();
    assertThat(Statistics.of(before).ops()).containsEntry("shuffle", 16).containsEntry("split", 13).containsEntry("concat", 16);
    assertThat(Statistics.of(after).ops()).doesNotContainKeys("shuffle", "batchnorm").containsEntry("split", 16).containsEntry("concat",
        16);
    assertThat(Statistics.of(after).macs()).isEqualTo(Statistics.of(before).macs());
    assertThat(moved(after) * 5).isLessThan(moved(before) * 2);
  }

  /** The elements that ops copy that do nothing else, for a batch of 1. */
  private static long moved(Graph graph) {
    return graph.operations().filter(node -> node.op() instanceof Movement).flatMap(node -> node.types().stream())
        .filter(type -> type.rank() == 4).mapToLong(type -> type.shape().elementsFrom(1)).sum();
  }

  @Test
  void computesTheSame() {
    Graph before = Models.parse("""
        import "families/shufflenet.net"
        net small {
          input image: f32[N, 3, 64, 64]
          output y = image -> shufflenet_v2([6, 10, 14, 9], 5)
        }
        """, Map.of()).bind(Map.of("N", 2L));
    Numbers.assertSame(before, Runs.run(before, Level.O2).after(), Exactness.ROUNDING);
  }
}
