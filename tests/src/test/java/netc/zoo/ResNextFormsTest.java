package netc.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.Structure;
import netc.pass.Exactness;
import netc.pass.PassManager;
import netc.pass.Pipelines;
import netc.pass.Report;
import netc.testkit.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ResNeXt-50 written as summed paths (a), as concatenated paths (b) and with grouped convolutions (c) is optimized to the same network. */
class ResNextFormsTest {
  private static final String MODEL = "resnext50_32x4d";

  private static Graph form(String form) {
    return Zoo.graph(MODEL, Map.of("form", form));
  }

  private static Report optimize(Graph graph) {
    return new PassManager(Pipelines.of(Pipelines.Level.O2), Exactness.ROUNDING, List.of(), Pipelines.rounds(Pipelines.Level.O2))
        .run(graph);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void becomesTheGroupedForm(String form) {
    var merge = List.of(Pipelines.named("merge-branches").orElseThrow());
    Graph merged = new PassManager(merge, Exactness.ROUNDING, List.of()).run(form(form)).after();
    assertThat(Structure.difference(merged, form("c"))).isEmpty();
    assertThat(Statistics.of(merged)).isEqualTo(Statistics.of(form("c")));
    assertThat(Statistics.of(merged).parameters()).isEqualTo(25_028_904);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void isOptimizedToTheSame(String form) {
    Report report = optimize(form(form));
    assertThat(Structure.difference(report.after(), optimize(form("c")).after())).isEmpty();
    assertThat(report.statisticsAfter().grouped()).isEqualTo(16);
  }

  @Test
  void computesTheSame() {
    Graph summed = Zoo.graph(MODEL, Map.of("form", "a", "size", "32"));
    Numbers.assertSame(summed.bind(Map.of("N", 1L)), optimize(summed).after().bind(Map.of("N", 1L)), Exactness.ROUNDING);
  }

  /** Two seconds of this thread's own time, whatever else the machine does. */
  @Test
  void isOptimizedInTwoSeconds() {
    Graph summed = form("a");
    assertThat(Statistics.of(summed).ops().get("conv2d")).isGreaterThan(1500);
    var clock = ManagementFactory.getThreadMXBean();
    long start = clock.getCurrentThreadCpuTime();
    optimize(summed);
    assertThat(Duration.ofNanos(clock.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(2));
  }
}
