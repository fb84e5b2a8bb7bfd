package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import netc.cost.Estimate;
import netc.ir.Cost;
import netc.ir.Graph;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;

class DeadNodesTest {
  private static final Pass PASS = new DeadNodes();

  @Test
  void removesOperationsAndWeightsThatNoOutputDependsOn() {
    Graph graph = Texts.parse("""
        net n {
          input x: f32[1, 3, 4, 4]
          input spare: f32[2]
          weight w: f32[5, 3, 1, 1]
          weight unused: f32[7]
          live = relu(x)
          c = conv2d(live, w)
          d = relu(c)
          s, t = split(live, sizes = [1, 2])
          output y = t
        }
        """);
    Report report = Runs.run(graph, PASS);
    assertThat(report.after()).isEqualTo(Texts.parse("""
        net n {
          input x: f32[1, 3, 4, 4]
          input spare: f32[2]
          live = relu(x)
          s, t = split(live, sizes = [1, 2])
          output y = t
        }
        """));
    assertThat(Runs.passed(report)).containsExactly("relu d", "weight unused");
    assertThat(report.totals()).containsExactly(new Report.RuleTotal("dead-nodes", 2, new Cost(-2, -22, -240), Optional.of(Estimate.NONE)));
  }

  @Test
  void returnsAGraphWithoutDeadNodesAsItIs() {
    Graph graph = Texts.parse("""
        net n {
          input x: f32[1, 3]
          input spare: f32[2]
          r = relu(x)
          output y = r
        }
        """);
    Report report = Runs.run(graph, PASS);
    assertThat(report.after()).isSameAs(graph);
    assertThat(report.remarks()).isEmpty();
  }
}
