package netc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import netc.Compiler;
import netc.Options;
import netc.Rewriting;
import netc.ir.Graph;
import netc.ir.diag.DiagnosticException;
import netc.pass.Exactness;
import netc.pass.Pipelines;
import netc.pass.Report;
import netc.pass.Rule;
import netc.testkit.Numbers;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What bounds the optimizer: a limit of rewrites, values to keep, and the exactness that is allowed. */
class RewritingTest {
  private static final String NET = """
      net n {
        input image: f32[1, 3, 9, 9]
        x = image -> conv(4, 3, name = "a") -> bn(name = "norm") -> leaky_relu(1, name = "line") -> conv(5, 1, name = "b") -> relu
        output y = x -> dropout -> global_avgpool -> flatten -> linear(6)
      }
      """;

  private static Report optimize(Rewriting bounds) {
    return new Compiler(Options.standard().withRewriting(bounds)).optimize(Texts.parse(NET));
  }

  private static int made(Report report) {
    return report.totals().stream().mapToInt(Report.RuleTotal::times).sum();
  }

  @Test
  void aLimitStopsAfterSoManyRewrites() {
    int all = made(optimize(Rewriting.standard()));
    assertThat(all).isGreaterThan(3);
    for (int limit : IntStream.rangeClosed(0, all).toArray()) {
      Report report = optimize(Rewriting.standard().withLimit(limit));
      assertThat(made(report)).isEqualTo(limit);
      Numbers.assertSame(report.before(), report.after(), Exactness.ROUNDING);
    }
    assertThat(made(optimize(Rewriting.standard().withLimit(all + 1)))).isEqualTo(all);
  }

  @Test
  void noRewriteLeavesTheVerySameGraph() {
    Report report = optimize(Rewriting.standard().withLimit(0));
    assertThat(report.after()).isSameAs(report.before());
  }

  @Test
  void whatIsKeptIsAnOutputAndStaysWhatItWas() {
    for (String name : List.of("a", "norm", "line", "b")) {
      Report kept = optimize(Rewriting.standard().withKeep(List.of(name)));
      assertThat(kept.after().outputs()).containsOnlyKeys("y", name);
      assertThat(made(kept)).isPositive();
      Numbers.assertSame(kept.before(), kept.after(), Exactness.ROUNDING);
    }
  }

  @Test
  void anOutputIsKeptAsItIs() {
    Graph graph = Texts.parse(NET);
    String output = graph.output("y").name();
    assertThat(optimize(Rewriting.standard().withKeep(List.of(output))).after().outputs()).containsOnlyKeys("y");
  }

  @Test
  void aNameThatIsTakenByAnotherOutputGetsANumber() {
    Graph graph = Texts.parse("""
        net n {
          input x: f32[2]
          y = relu(x)
          z = tanh(y)
          output y = z
        }
        """);
    var compiler = new Compiler(Options.standard().withRewriting(Rewriting.standard().withKeep(List.of("y"))));
    Graph after = compiler.optimize(graph).after();
    assertThat(after.outputs().keySet()).containsExactly("y", "y_1");
    assertThat(after.output("y_1").producer().toString()).isEqualTo("relu y");
  }

  @Test
  void aWrongNameIsSaidWithTheRightOne() {
    assertThatThrownBy(() -> optimize(Rewriting.standard().withKeep(List.of("norn")))).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("no value of net n is called \"norn\"")
        .satisfies(e -> assertThat(((DiagnosticException) e).diagnostics().getFirst().help()).contains("did you mean \"norm\"?"));
  }

  @Test
  void aNegativeLimitIsAMistakeOfTheCaller() {
    Rewriting standard = Rewriting.standard();
    assertThatThrownBy(() -> standard.withLimit(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void onlyRulesOfTheAllowedExactnessFire(Exactness numerics) {
    Report report = new Compiler(Options.standard().withNumerics(numerics)).optimize(Texts.parse(NET));
    Map<String, Exactness> classes = Pipelines.rules().stream().collect(Collectors.toMap(Rule::id, Rule::exactness));
    assertThat(report.totals()).isNotEmpty()
        .allSatisfy(total -> assertThat(classes.getOrDefault(total.rule(), Exactness.EXACT)).isLessThanOrEqualTo(numerics));
    Numbers.assertSame(report.before(), report.after(), numerics);
  }
}
