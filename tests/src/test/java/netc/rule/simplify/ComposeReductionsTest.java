package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeReductionsTest {
  private static final RuleTester RULE = RuleTester.of(new ComposeReductions());

  @ParameterizedTest
  @ValueSource(strings = {"reduce_sum", "reduce_max", "reduce_mean"})
  void joinsAxes(String op) {
    RULE.on(net("%s(%s(x, [3]), [2])".formatted(op, op))).rewritesTo(net(op + "(x, [2, 3])"));
    RULE.on(net("%s(%s(x, [1], false), [2], false)".formatted(op, op))).rewritesTo(net(op + "(x, [1, 3], false)"));
    RULE.on(net("%s(%s(x, [2]), [2, 3])".formatted(op, op))).rewritesTo(net(op + "(x, [2, 3])"));
  }

  @Test
  void declinesTwoWays() {
    RULE.on(net("reduce_sum(reduce_max(x, [3]), [2])")).declines(Reason.OTHER_OP, "in two ways");
  }

  @Test
  void declinesAxesThatGoOnlyOnce() {
    RULE.on(net("reduce_sum(reduce_sum(x, [3]), [2], false)")).declines(Reason.SHAPE);
  }

  @Test
  void declinesWhenTheInnerOneIsUsedElsewhere() {
    RULE.on(net("s * reduce_sum(s, [2])")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheInnerOneIsAnOutput() {
    RULE.on(net("reduce_sum(s, [2])\noutput z = s")).declines(Reason.IS_OUTPUT);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 4, 4, 8]
          s = reduce_sum(x, [3])
          output y = %s
        }
        """.formatted(expression);
  }
}
