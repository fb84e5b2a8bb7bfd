package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Statistics;
import netc.ir.op.Conv2d;
import netc.ir.op.Relu;
import netc.ir.op.Slice;
import netc.pass.Pipelines.Level;
import netc.testkit.Numbers;
import org.junit.jupiter.api.Test;

/** ResNet with the stride on a stage's first 1×1 convolutions reads a quarter of what the stage before it computes, so that is all it computes. */
class StageEndsTest {
  /** What the last two convolutions of each of the first three stages multiply: all three the same, as channels double where maps halve. */
  private static final long LAST_TWO = 56L * 56 * 64 * (64 * 9 + 256);

  @Test
  void resNet50SavesThreeQuartersOfItsStageEnds() {
    Graph before = Models.graph("resnet50", Map.of("v1", "true"));
    Graph after = Runs.run(before, Level.O2).after();
    assertThat(Statistics.of(before).macs() - Statistics.of(after).macs()).isEqualTo(3 * LAST_TWO / 4 * 3);
    assertThat(sides(after, "layer1.2.bn3")).containsExactly("conv2d 28", "add 28", "relu 28");
    assertThat(sides(after, "layer2.3.bn3")).containsExactly("conv2d 14", "add 14", "relu 14");
    assertThat(sides(after, "layer3.5.bn3")).containsExactly("conv2d 7", "add 7", "relu 7");
    assertThat(after.operations().filter(node -> node.op() instanceof Slice)).hasSize(3)
        .allSatisfy(slice -> assertThat(slice.operand(0).producer().op()).isInstanceOf(Relu.class));
    assertThat(after.operations().filter(node -> node.op() instanceof Conv2d conv && conv.stride().height() == 2)
        .map(node -> Conv2d.kernel(node.operand(1).type()).height())).containsExactly(7, 3, 3, 3);
  }

  @Test
  void computesTheSame() {
    Graph before = Models.parse("""
        import "families/resnet.net"
        net small {
          input image: f32[N, 3, 50, 38]
          output y = image -> resnet([2, 2, 1, 2], 5, base = 4, v1 = true, name = "")
        }
        """, Map.of()).bind(Map.of("N", 2L));
    Numbers.assertSame(before, Runs.run(before, Level.O2).after(), Exactness.ROUNDING);
  }

  @Test
  void theUsualPlaceOfTheStrideNeedsEveryPixel() {
    Graph before = Models.graph("resnet50", Map.of());
    Graph after = Runs.run(before, Level.O2).after();
    assertThat(Statistics.of(after).macs()).isEqualTo(Statistics.of(before).macs());
  }

  /** The ops from the last convolution of a block to its activation, and the sides of their maps. */
  private static List<String> sides(Graph graph, String last) {
    var sides = new ArrayList<String>();
    Node node = graph.operations().filter(other -> other.name().equals(last)).findFirst().orElseThrow();
    for (int i = 0; i < 3; i++) {
      sides.add(node.op().name() + " " + node.type().size(2));
      Node current = node;
      node = graph.operations().filter(user -> user.operands().contains(current.result())).findFirst().orElseThrow();
    }
    return sides;
  }
}
