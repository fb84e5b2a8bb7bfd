package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.Structure;
import netc.ir.diag.SourceSpan;
import netc.match.Reason;
import netc.pass.Pipelines.Level;
import netc.testkit.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VanillaNet's training form becomes the form in which it is deployed (arXiv 2305.12972): the rules' first purpose. */
class VanillaNetTest {
  private static final String SMALL = """
      import "families/vanillanet.net"
      net small(lambda = 1, adaptive = false) {
        input image: f32[N, 3, 32, 32]
        output y = image -> vanillanet([6, 10, 7], [2, 1], 5, 2, lambda, false, 0.1, adaptive = adaptive)
      }
      """;

  /** Parameters and MACs of the paper's models, counted from their published structure. */
  @ParameterizedTest
  @CsvSource({"vanillanet_5, 5, 15523304, 5.1612", "vanillanet_6, 6, 32509416, 5.9931", "vanillanet_7, 7, 32797672, 6.8939",
    "vanillanet_8, 8, 37096424, 7.7356", "vanillanet_9, 9, 41395176, 8.5774", "vanillanet_10, 10, 45693928, 9.4191",
    "vanillanet_11, 11, 49992680, 10.2609", "vanillanet_12, 12, 54291432, 11.1026", "vanillanet_13, 13, 58590184, 11.9444",
    "vanillanet_13_x1_5, 13, 127796200, 26.5484", "vanillanet_13_x1_5_ada, 13, 127796200, 48.9825"})
  void becomesItsDeployForm(String model, int layers, long parameters, double gigaMacs) {
    Report report = Runs.run(Models.graph(model, Map.of()), Level.O1);
    Statistics statistics = report.statisticsAfter();
    assertThat(statistics.parameters()).isEqualTo(parameters);
    assertThat(Math.round(statistics.macs() / 1e5) / 1e4).isEqualTo(gigaMacs);
    assertThat(statistics.ops()).containsEntry("conv2d", 2 * layers - 1).containsEntry("relu", layers - 1)
        .doesNotContainKeys("batchnorm", "leaky_relu", "dropout");
    assertThat(statistics.depthwise()).isEqualTo(layers - 1);
    Graph deploy = Runs.run(Models.graph(model, Map.of("deploy", "true")), Level.O1).after();
    assertThat(Structure.difference(report.after(), deploy)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void computesTheSame(boolean adaptive) {
    Graph before = Models.parse(SMALL, Map.of("adaptive", String.valueOf(adaptive))).bind(Map.of("N", 2L));
    Graph after = Runs.run(before, Level.O1).after();
    assertThat(Statistics.of(after).ops()).containsEntry("conv2d", 7);
    Numbers.assertSame(before, after, Exactness.ROUNDING);
  }

  @Test
  void keepsThePairsWhileTheActivationBetweenThemIsNotLinear() throws IOException {
    Report report = Runs.run(Models.parse(SMALL, Map.of("lambda", "0.5")), Level.O1);
    assertThat(report.statisticsAfter().ops()).containsEntry("leaky_relu", 4).containsEntry("conv2d", 11).doesNotContainKey("batchnorm");
    List<Remark> missed = Runs.missed(report, Reason.NOT_IDENTITY);
    assertThat(missed).hasSize(4);
    for (Remark remark : missed) {
      assertThat(remark.rule()).isEqualTo("eliminate-identity-activation");
      assertThat(((Remark.Result.Missed) remark.outcome()).detail()).endsWith("has slope = 0.5, which is the identity only at 1");
      SourceSpan span = remark.origin().span().orElseThrow();
      assertThat(Files.readAllLines(Path.of(span.file())).get(span.line() - 1)).contains("leaky_relu(slope = lambda)");
    }
  }
}
