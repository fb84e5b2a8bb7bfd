package netc.rule.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import netc.cost.Target;
import netc.ir.Graph;
import netc.ir.Structure;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.PassManager;
import netc.pass.Policy;
import netc.pass.Remark;
import netc.pass.Report;
import netc.testkit.Numbers;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;

class MergeConvsOfOneInputTest {
  private static final String SIBLINGS = net("a = relu(conv2d(x, w, wb))", "b = relu(conv2d(x, v))", "c = relu(conv2d(x, u, ub))",
      "d = conv2d(b, k, pad = [1, 1, 1, 1])", "output y = a", "output z = d", "output t = c");

  /** On a GPU two launches fewer are worth a copy. */
  @Test
  void mergesConvolutionsWhoseResultsGoElsewhere() {
    Graph before = Texts.parse(SIBLINGS);
    Graph after = run(before, Target.OPENCL_GPU).after();
    Graph expected = Texts.parse(net("weight s: f32[48, 32, 1, 1]", "weight sb: f32[48]",
        "a, b, c = split(relu(conv2d(x, s, sb)), sizes = [16, 8, 24])", "d = conv2d(b, k, pad = [1, 1, 1, 1])", "output y = a",
        "output z = d", "output t = c"));
    assertThat(Structure.difference(after, expected)).as("got %s", after).isEmpty();
    assertThat(Texts.roundTrip(after)).isEqualTo(after);
    Numbers.assertSame(before, after, Exactness.EXACT);
    assertThat(run(after, Target.OPENCL_GPU).after()).isSameAs(after);
  }

  @Test
  void declinesACopyThatCostsMore() {
    Report report = run(Texts.parse(SIBLINGS), Target.CPU);
    assertThat(report.after()).isSameAs(report.before());
    assertThat(report.remarks()).extracting(Remark::reason).containsExactly(Optional.of(Reason.NOT_PROFITABLE));
  }

  @Test
  void leavesOtherWindowsFunctionsAndInputs() {
    Graph before = Texts.parse(net("a = relu(conv2d(x, w, wb))", "b = tanh(conv2d(x, v))", "c = relu(conv2d(x, w, stride = [2, 2]))",
        "d = relu(conv2d(x, k2, pad = [1, 1, 1, 1]))", "e = relu(conv2d(tanh(x), w))", "f = relu(conv2d(x, tanh(u), ub))", "output y = a",
        "output z = b", "output t = c", "output s = d", "output r = e", "output q = f"));
    Report report = run(before, Target.OPENCL_GPU);
    assertThat(report.after()).isSameAs(before);
    assertThat(report.remarks()).isEmpty();
  }

  private static Report run(Graph graph, Target target) {
    return new PassManager(List.of(new MergeConvsOfOneInput()), Policy.of(Exactness.ROUNDING, target), List.of(), 1).run(graph);
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[1, 32, 28, 28]
          weight w: f32[16, 32, 1, 1]
          weight wb: f32[16]
          weight v: f32[8, 32, 1, 1]
          weight u: f32[24, 32, 1, 1]
          weight ub: f32[24]
          weight k: f32[4, 8, 3, 3]
          weight k2: f32[4, 32, 3, 3]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
