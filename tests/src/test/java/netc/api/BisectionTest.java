package netc.api;

import static org.assertj.core.api.Assertions.assertThat;

import netc.Bisection;
import netc.Compiler;
import netc.Ledger;
import netc.Options;
import netc.ir.Graph;
import netc.ir.Rewriter;
import netc.ir.op.Sigmoid;
import netc.ir.op.Tanh;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Report;
import netc.pass.Rule;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;

/** A rule that is wrong is found by {@code bisect}, and seen in the ledger. */
class BisectionTest {
  private static final String NET = """
      net n {
        input image: f32[N, 3, 9, 9]
        x = image -> conv(4, 3, name = "a") -> bn(name = "norm") -> sigmoid(name = "first") -> conv(5, 1, name = "b") -> relu
        y = x -> conv(6, 3, name = "c") -> sigmoid(name = "second")
        output y = y -> global_avgpool -> flatten -> linear(7)
      }
      """;

  /** {@code sigmoid(x) => tanh(x)}, which is not so; but it leaves the first one as it is. */
  private static final class MistakeSigmoidForTanh implements Rule<Sigmoid> {
    @Override
    public Pattern<Sigmoid> pattern() {
      return Pattern.node(Sigmoid.class).where(Reason.OTHER_OP, "is the first", site -> !site.node().name().equals("first"));
    }

    @Override
    public Exactness exactness() {
      return Exactness.EXACT;
    }

    @Override
    public String formula() {
      return "tanh(x)";
    }

    @Override
    public String summary() {
      return "mistake a sigmoid for a tanh";
    }

    @Override
    public Outcome apply(Match<Sigmoid> match, Rewriter out) {
      return Outcome.replacedBy(out.add(new Tanh(), match.operand(0)));
    }
  }

  @Test
  void findsTheRuleThatIsWrong() {
    Compiler compiler = Compiler.standard().withRule(new MistakeSigmoidForTanh());
    Graph graph = Texts.parse(NET);
    Bisection found = compiler.bisect(graph, 1e-4);
    assertThat(found.made()).isGreaterThan(1);
    assertThat(found.error()).isGreaterThan(1e-4);
    assertThat(found.culprit()).hasValueSatisfying(culprit -> {
      assertThat(culprit.rule()).isEqualTo("mistake-sigmoid-for-tanh");
      assertThat(culprit.node()).isEqualTo("sigmoid second");
      assertThat(culprit.before()).isLessThan(1e-4);
      assertThat(culprit.after()).isGreaterThan(1e-4);
      assertThat(culprit.number()).isBetween(1, found.made());
    });
    Graph reproducer = found.culprit().orElseThrow().reproducer();
    assertThat(reproducer.operations().count()).isLessThan(graph.operations().count());
    assertThat(compiler.bisect(reproducer, 1e-4).culprit())
        .hasValueSatisfying(again -> assertThat(again.node()).isEqualTo("sigmoid second"));
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    Bisection found = Compiler.standard().bisect(Texts.parse(NET), 1e-4);
    assertThat(found.made()).isPositive();
    assertThat(found.error()).isBetween(0.0, 1e-4);
    assertThat(found.culprit()).isEmpty();
  }

  @Test
  void theLedgerHasEveryRewriteWithItsError() {
    var compiler = Compiler.standard().withRule(new MistakeSigmoidForTanh());
    var ledger = new Ledger(compiler);
    Report report = compiler.optimize(Texts.parse(NET), ledger);
    assertThat(ledger.entries()).hasSize(report.totals().stream().mapToInt(Report.RuleTotal::times).sum());
    assertThat(ledger.entries()).filteredOn(entry -> !entry.rule().startsWith("mistake")).isNotEmpty()
        .allSatisfy(entry -> assertThat(entry.error()).isLessThan(1e-5));
    assertThat(ledger.worst()).hasValueSatisfying(worst -> {
      assertThat(worst.rule()).isEqualTo("mistake-sigmoid-for-tanh");
      assertThat(worst.error()).isGreaterThan(1e-2);
    });
    assertThat(ledger.totals()).isNotEmpty();
    assertThat(ledger.totals().getFirst().error()).isLessThan(1e-5);
    assertThat(ledger.totals().getLast().error()).isGreaterThan(1e-4);
  }

  @Test
  void anExactRewriteHasNoError() {
    var compiler = new Compiler(Options.standard().withNumerics(Exactness.EXACT));
    var ledger = new Ledger(compiler);
    compiler.optimize(Texts.parse("""
        net n {
          input x: f32[1, 3, 5, 5]
          output y = x -> dropout -> conv(4, 3) -> leaky_relu(1) -> relu
        }
        """), ledger);
    assertThat(ledger.entries()).hasSize(2).allSatisfy(entry -> assertThat(entry.error()).isZero());
  }
}
