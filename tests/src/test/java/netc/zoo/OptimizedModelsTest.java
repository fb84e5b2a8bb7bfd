package netc.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import netc.ir.Cost;
import netc.ir.Graph;
import netc.pass.Exactness;
import netc.pass.PassManager;
import netc.pass.Pipelines;
import netc.pass.Pipelines.Level;
import netc.pass.Remark;
import netc.pass.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What optimization does to every model, from structure alone: no weight of the models is made. */
class OptimizedModelsTest {
  static List<String> models() {
    return Zoo.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void isOptimizedAtOnceAndNeverMultipliesMore(String model) {
    Report report = optimize(Zoo.graph(model, Map.of()));
    Report again = optimize(report.after());
    assertThat(again.totals()).as("what a second run does").isEmpty();
    assertThat(again.after()).isSameAs(report.after());
    assertThat(
        report.remarks().stream().filter(remark -> remark.outcome() instanceof Remark.Result.Passed(Cost effect, _) && effect.macs() > 0))
        .as("rewrites that multiply more").isEmpty();
  }

  /** The control: nothing in it can be folded or merged. */
  @Test
  void vgg19OnlyLosesItsDropoutAndItsPoolingThatPoolsNothing() {
    Report report = optimize(Zoo.graph("vgg19", Map.of()));
    Set<String> rules = report.totals().stream().map(Report.RuleTotal::rule).collect(Collectors.toSet());
    assertThat(rules).containsExactlyInAnyOrder("eliminate-identity-activation", "eliminate-identity-pooling");
  }

  private static Report optimize(Graph graph) {
    return new PassManager(Pipelines.of(Level.O2), Exactness.ROUNDING, List.of(), Pipelines.rounds(Level.O2)).run(graph);
  }
}
