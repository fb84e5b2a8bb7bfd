package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ComposeTransposesTest {
  private static final RuleTester RULE = RuleTester.of(new ComposeTransposes());

  @Test
  void makesOneOfTwo() {
    RULE.on(net("transpose(transpose(x, [1, 2, 0, 3]), [3, 1, 2, 0])")).rewritesTo(net("transpose(x, [3, 2, 0, 1])"));
  }

  @Test
  void removesTwoThatUndoEachOther() {
    RULE.on(net("tanh(transpose(transpose(x, [0, 2, 3, 1]), [0, 3, 1, 2]))")).rewritesTo(net("tanh(x)"));
  }

  @Test
  void leavesTheInnerOneToItsOtherUsers() {
    String both = """
        net n {
          input x: f32[2, 3, 4, 5]
          t = transpose(x, [0, 2, 3, 1])
          output y = tanh(%s)
          output z = tanh(t)
        }
        """;
    RULE.on(both.formatted("transpose(t, [0, 3, 1, 2])")).rewritesTo(both.formatted("x"));
  }

  @Test
  void leavesOthers() {
    RULE.on(net("transpose(tanh(x), [0, 3, 1, 2])")).declines(Reason.OTHER_OP);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 3, 4, 5]
          output y = %s
        }
        """.formatted(expression);
  }
}
