package netc.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import netc.cost.Estimate;
import netc.ir.Cost;
import netc.ir.Graph;
import netc.pass.Exactness;
import netc.pass.PassManager;
import netc.pass.Pipelines;
import netc.pass.Pipelines.Level;
import netc.pass.Policy;
import netc.pass.Remark;
import netc.pass.Report;
import netc.testkit.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What optimization does to every model, from structure alone: no weight of the models is made. */
class OptimizedModelsTest {
  static List<String> models() {
    return Zoo.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void isOptimizedAtOnceAndMultipliesMoreOnlyWhereThatGains(String model) {
    Report report = optimize(Zoo.graph(model, Map.of()));
    Report again = optimize(report.after());
    assertThat(again.totals()).as("what a second run does").isEmpty();
    assertThat(again.after()).isSameAs(report.after());
    assertThat(
        report.remarks().stream()
            .filter(remark -> remark.outcome() instanceof Remark.Result.Passed(Cost effect, Optional<Estimate> change, _)
                && effect.macs() > 0 && change.orElseThrow().nanos() >= 0))
        .as("rewrites that multiply more and take as long").isEmpty();
  }

  /** Where averages move before convolutions, where biases move on, where branches are merged. */
  @ParameterizedTest
  @CsvSource({"densenet121, 64, move-pointwise-conv-after-pooling, 3", "shufflenet_v2_x0_5, 64, fold-bias-into-next-layer, 19",
    "vanillanet_5, 64, fold-bias-into-next-layer, 4", "repvgg_a0, 64, merge-parallel-branches, 22"})
  void computesTheSame(String model, String size, String rule, int times) {
    Graph before = Zoo.graph(model, Map.of("size", size, "classes", "10")).bind(Map.of("N", 1L));
    Report report = optimize(before);
    assertThat(report.totals().stream().filter(total -> total.rule().equals(rule))).singleElement()
        .satisfies(total -> assertThat(total.times()).isEqualTo(times));
    Numbers.assertSame(before, report.after(), Exactness.ROUNDING);
  }

  /** The control: nothing in it can be folded or merged. */
  @Test
  void vgg19OnlyLosesItsDropoutAndItsPoolingThatPoolsNothing() {
    Report report = optimize(Zoo.graph("vgg19", Map.of()));
    Set<String> rules = report.totals().stream().map(Report.RuleTotal::rule).collect(Collectors.toSet());
    assertThat(rules).containsExactlyInAnyOrder("eliminate-identity-activation", "eliminate-identity-pooling");
  }

  private static Report optimize(Graph graph) {
    return new PassManager(Pipelines.of(Level.O2), Policy.of(Exactness.ROUNDING).withEstimates(true), List.of(), Pipelines.rounds(Level.O2))
        .run(graph);
  }
}
