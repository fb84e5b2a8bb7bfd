package netc.rule.merge;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ComposeLinearsTest {
  private static final RuleTester RULE = RuleTester.of(new ComposeLinears());

  @Test
  void composesBothBiases() {
    RULE.on(net("a = linear(x, w, wb)", "c = linear(a, u, ub)", "output y = c")).rewritesTo(net("c = linear(x, v, ub)", "output y = c"));
  }

  @Test
  void makesABias() {
    RULE.on(net("a = linear(x, w, wb)", "c = linear(a, u)", "output y = c")).rewritesTo(net("c = linear(x, v, ub)", "output y = c"));
  }

  @Test
  void composesWithoutBias() {
    RULE.on(net("a = linear(x, w)", "c = linear(a, u)", "output y = c")).rewritesTo(net("c = linear(x, v)", "output y = c"));
  }

  @Test
  void keepsTheLastBias() {
    RULE.on(net("a = linear(x, w)", "c = linear(a, u, ub)", "output y = c")).rewritesTo(net("c = linear(x, v, ub)", "output y = c"));
  }

  @Test
  void declinesABottleneck() {
    RULE.on("""
        net n {
          input x: f32[1, 1000]
          weight p: f32[10, 1000]
          weight q: f32[1200, 10]
          a = linear(x, p)
          c = linear(a, q)
          output y = c
        }
        """).declines(Reason.NOT_PROFITABLE, "MACs 22,000 → 1,200,000");
  }

  @Test
  void declinesASharedLayer() {
    RULE.on(net("a = linear(x, w)", "c = linear(a, u)", "r = relu(a)", "output y = c", "output z = r"))
        .declines(Reason.SECOND_USE, "linear a has 2 uses");
  }

  @Test
  void declinesAnOutput() {
    RULE.on(net("a = linear(x, w)", "c = linear(a, u)", "output y = c", "output z = a")).declines(Reason.IS_OUTPUT, "linear a");
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(net("k = relu(u)", "a = linear(x, w)", "c = linear(a, k)", "output y = c"))
        .declines(Reason.NOT_CONSTANT, "operand weight of linear c");
  }

  @Test
  void declinesAnActivationBetween() {
    RULE.on(net("a = linear(x, w)", "r = relu(a)", "c = linear(r, u)", "output y = c")).declines(Reason.OTHER_OP, "relu r");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 5]
          weight w: f32[7, 5]
          weight wb: f32[7]
          weight u: f32[3, 7]
          weight ub: f32[3]
          weight v: f32[3, 5]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
