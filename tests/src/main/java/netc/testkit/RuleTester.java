package netc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import netc.ir.Graph;
import netc.ir.Structure;
import netc.ir.Value;
import netc.ir.Verifier;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.PassManager;
import netc.pass.Remark;
import netc.pass.Report;
import netc.pass.Rule;
import netc.pass.RulePass;

/**
 * Tests one rule (or a few that belong together) on small texts.
 *
 * <pre>{@code
 * private static final RuleTester RULE = RuleTester.of(new FoldBatchNormIntoProducers());
 *
 * @Test void foldsIntoAConvolutionWithNoOtherUse() {
 *   RULE.on("""…""").rewritesTo("""…""");
 * }
 * @Test void declinesWhenTheConvolutionIsShared() {
 *   RULE.on("""…""").declines(Reason.SECOND_USE);
 * }
 * }</pre>
 */
public final class RuleTester {
  private final List<Rule<?>> rules;
  private final boolean exactOnIntegers;

  private RuleTester(List<Rule<?>> rules, boolean exactOnIntegers) {
    this.rules = rules;
    this.exactOnIntegers = exactOnIntegers;
  }

  /** A tester of these rules, applied together until none applies. */
  public static RuleTester of(Rule<?>... rules) {
    return new RuleTester(List.of(rules), true);
  }

  /** As {@link #of}, for functions that round on integers too, as a logarithm does: only rules that are exact are held to the same bits. */
  public static RuleTester ofInexact(Rule<?>... rules) {
    return new RuleTester(List.of(rules), false);
  }

  /** With a net, as text. */
  public Case on(String text) {
    return new Case(text);
  }

  private Report run(Graph graph) {
    return new PassManager(List.of(new RulePass("tested", "the rules under test", rules)), Exactness.APPROXIMATE, List.of()).run(graph);
  }

  private Exactness exactness() {
    return rules.stream().map(Rule::exactness).max(Exactness::compareTo).orElseThrow();
  }

  /** One net, and what the rules do to it. */
  public final class Case {
    private final String text;

    private Case(String text) {
      this.text = text;
    }

    /** The rules apply, the result has the structure of {@code expected}, and all of the harness's checks hold. */
    public Case rewritesTo(String expected) {
      Graph before = Texts.parse(text);
      assertThat(Verifier.verify(before)).isEmpty();
      Report report = run(before);
      Graph after = report.after();
      assertThat(report.totals()).as("rewrites made; remarks: %s", report.remarks()).isNotEmpty();
      assertThat(Structure.difference(after, Texts.parse(expected))).as("difference to the expected graph; got\n%s", after).isEmpty();
      assertSound(before, after);
      return this;
    }

    /** The named rule is tried and declines with this reason, and nothing changes. */
    public Case declines(Reason reason) {
      return declines(reason, "");
    }

    /** As {@link #declines(Reason)}, and the words contain {@code detail}. */
    public Case declines(Reason reason, String detail) {
      Graph before = Texts.parse(text);
      Report report = run(before);
      assertThat(report.totals()).as("rewrites made").isEmpty();
      assertThat(report.after()).isSameAs(before);
      assertThat(report.remarks()).as("refusals").anySatisfy(remark -> {
        assertThat(remark.outcome()).isInstanceOf(Remark.Result.Missed.class);
        assertThat(remark.reason()).contains(reason);
        assertThat(((Remark.Result.Missed) remark.outcome()).detail()).contains(detail).isNotBlank();
        assertThat(remark.origin().span()).as("the refusal's place in the text").isPresent();
      });
      return this;
    }

    private void assertSound(Graph before, Graph after) {
      assertThat(Verifier.verify(after)).isEmpty();
      assertThat(types(after)).as("types of the outputs").isEqualTo(types(before));
      Report again = run(after);
      assertThat(again.after()).as("a second application").isSameAs(after);
      Graph read = Texts.roundTrip(after);
      assertThat(read).as("the text read back").isEqualTo(after);
      if (exactOnIntegers) {
        Graph exact = Integers.of(before);
        Numbers.assertIdentical(exact, run(exact).after(), Integers.inputs(exact));
      }
      Numbers.assertSame(before, after, exactness());
    }

    private static Map<String, String> types(Graph graph) {
      return graph.outputs().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> type(entry.getValue())));
    }

    private static String type(Value value) {
      return value.type().toString();
    }
  }
}
