package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ComposeReshapesTest {
  private static final RuleTester RULE = RuleTester.of(new ComposeReshapes());

  @Test
  void makesOneReshapeOfTwo() {
    RULE.on(net("reshape(reshape(x, [0, 3, 2, 20]), [0, 2, 3, 20])")).rewritesTo(net("reshape(x, [0, 2, 3, 20])"));
    RULE.on(net("reshape(flatten(x), [0, 2, -1])")).rewritesTo(net("reshape(x, [0, 2, 60])"));
    RULE.on(net("reshape(flatten(x), [4, 60])")).rewritesTo(net("reshape(x, [4, 60])"));
    RULE.on(net("flatten(reshape(x, [0, 12, 10]))")).rewritesTo(net("flatten(x)"));
  }

  @Test
  void removesTwoThatUndoEachOther() {
    RULE.on(net("tanh(reshape(reshape(x, [0, 3, 2, 20]), [0, 6, 4, 5]))")).rewritesTo(net("tanh(x)"));
  }

  @Test
  void leavesTheInnerOneToItsOtherUsers() {
    RULE.on(net("tanh(f) * flatten(reshape(f, [0, 2, 60]))")).rewritesTo(net("tanh(f) * flatten(x)"));
  }

  @Test
  void keepsTheBatch() {
    RULE.on(net("reshape(flatten(x), [-1, 3, 40])")).rewritesTo(net("reshape(x, [0, 3, 40])"));
  }

  @Test
  void leavesOthers() {
    RULE.on(net("reshape(tanh(x), [0, 12, 10])")).declines(Reason.OTHER_OP);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 6, 4, 5]
          f = flatten(x)
          output y = %s
        }
        """.formatted(expression);
  }
}
