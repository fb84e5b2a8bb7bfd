package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ComposeShufflesTest {
  private static final RuleTester RULE = RuleTester.of(new ComposeShuffles());

  @Test
  void removesAShuffleThatUndoesAnother() {
    RULE.on(net("shuffle(shuffle(x, 3), 4)")).rewritesTo(net("x"));
    RULE.on(net("shuffle(shuffle(x, 2), 6)")).rewritesTo(net("x"));
  }

  @Test
  void declinesOthers() {
    RULE.on(net("shuffle(shuffle(x, 3), 3)")).declines(Reason.GROUPS, "product 9, expected the 12 channels");
    RULE.on(net("shuffle(tanh(x), 3)")).declines(Reason.OTHER_OP);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 12, 4, 5]
          output y = tanh(%s)
        }
        """.formatted(expression);
  }
}
