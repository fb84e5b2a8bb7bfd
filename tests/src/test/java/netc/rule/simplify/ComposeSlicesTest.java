package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ComposeSlicesTest {
  private static final RuleTester RULE = RuleTester.of(new ComposeSlices());

  @Test
  void addsStartsAlongOneAxis() {
    RULE.on(net("slice(slice(x, [1], [5], [1]), [2], [4], [1])")).rewritesTo(net("slice(x, [3], [5], [1])"));
  }

  @Test
  void multipliesSteps() {
    RULE.on(net("slice(slice(x, [1], [9], [2], [3]), [1], [3], [2], [2])")).rewritesTo(net("slice(x, [4], [5], [2], [6])"));
    RULE.on(net("slice(slice(x, [0], [9], [2], [2]), [1], [5], [2], [2])")).rewritesTo(net("slice(x, [2], [7], [2], [4])"));
  }

  /** Of a step beyond the only element that is left, any will do. */
  @Test
  void multipliesStepsBeyondTheLargestInteger() {
    RULE.on(net("slice(slice(x, [0], [9], [2], [65536]), [0], [1], [2], [65536])"))
        .rewritesTo(net("slice(x, [0], [1], [2], [2147483647])"));
  }

  @Test
  void joinsAxes() {
    RULE.on(net("slice(slice(x, [2, 1], [5, 3], [3, 1]), [1, 0], [4, 1], [2, 1])"))
        .rewritesTo(net("slice(x, [1, 1, 2], [2, 4, 5], [1, 2, 3])"));
  }

  @Test
  void leavesOthers() {
    RULE.on(net("slice(tanh(x), [1], [5], [1])")).declines(Reason.OTHER_OP);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 6, 9, 5]
          output y = %s
        }
        """.formatted(expression);
  }
}
