package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Statistics;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Unary;
import netc.pass.Pipelines.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inception's training forms (arXiv 1409.4842, 1502.03167, 1512.00567, 1602.07261) keep nothing that a layer or a concat can take in. */
class InceptionTest {
  @ParameterizedTest
  @ValueSource(strings = {"googlenet", "bninception", "inception_v3", "inception_v4", "inception_resnet_v2"})
  void nothingIsLeftBetweenLayers(String model) {
    Graph after = Runs.run(Models.graph(model, Map.of()), Level.O2).after();
    assertThat(Statistics.of(after).ops()).doesNotContainKeys("batchnorm", "mul", "dropout", "split");
    assertThat(after.operations().filter(node -> node.op() instanceof Concat)).allSatisfy(concat -> {
      assertThat(concat.operands()).as("nested concats").noneMatch(operand -> isConcatOfOneUse(after, operand));
      assertThat(kinds(concat)).as("convolutions of one input with one window").doesNotHaveDuplicates();
    });
  }

  /** The scale of a residual (arXiv 1602.07261, section 3.3) goes into the convolution before it: nothing but layers, sums and activations is left. */
  @Test
  void residualScalesVanish() {
    Report report = Runs.run(Models.graph("inception_resnet_v2", Map.of()), Level.O2);
    assertThat(report.statisticsBefore().ops()).containsEntry("mul", 39);
    assertThat(report.totals().stream().filter(total -> total.rule().equals("fold-scale-into-producers")).map(Report.RuleTotal::times))
        .containsExactly(39);
  }

  /** The concats of the 1×3 and 3×1 convolutions at the end stand in other ones. */
  @Test
  void nestedConcatsOfInceptionV3AreFlat() {
    Report report = Runs.run(Models.graph("inception_v3", Map.of()), Level.O2);
    assertThat(report.statisticsBefore().ops()).containsEntry("concat", 15);
    assertThat(report.statisticsAfter().ops()).containsEntry("concat", 11);
  }

  private static boolean isConcatOfOneUse(Graph graph, Value value) {
    return value.producer().op() instanceof Concat
        && graph.operations().flatMap(node -> node.operands().stream()).filter(value::equals).count() == 1;
  }

  /** What a concat joins of convolutions: op, kernel, input, and the functions behind. */
  private static List<List<Object>> kinds(Node concat) {
    var kinds = new ArrayList<List<Object>>();
    for (Value operand : concat.operands()) {
      var kind = new ArrayList<Object>();
      Node node = operand.producer();
      while (node.op() instanceof Unary) {
        kind.add(node.op());
        node = node.operand(0).producer();
      }
      if (node.op() instanceof Conv2d conv && conv.groups() == 1) {
        kind.addAll(List.of(conv, Conv2d.kernel(node.operand(1).type()), node.operand(0)));
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
