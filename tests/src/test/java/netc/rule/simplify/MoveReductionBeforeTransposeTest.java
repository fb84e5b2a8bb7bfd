package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class MoveReductionBeforeTransposeTest {
  private static final RuleTester RULE = RuleTester.of(new MoveReductionBeforeTranspose());

  @Test
  void leavesNoTranspositionWhereTheRestKeepsItsOrder() {
    RULE.on(net("reduce_sum(t, [1, 2], false)")).rewritesTo(net("reduce_sum(x, [2, 3], false)"));
    RULE.on(net("reduce_mean(t, [3], false)")).rewritesTo(net("reduce_mean(x, [1], false)"));
  }

  @Test
  void transposesWhatIsLeft() {
    RULE.on(net("reduce_max(t, [1, 2])")).rewritesTo(net("transpose(reduce_max(x, [2, 3]), [0, 2, 3, 1])"));
    RULE.on(net("reduce_sum(t, [1], false)")).rewritesTo(net("transpose(reduce_sum(x, [2], false), [0, 2, 1])"));
  }

  @Test
  void leavesOthers() {
    RULE.on(net("reduce_sum(tanh(x), [1])")).declines(Reason.OTHER_OP);
  }

  @Test
  void declinesWhenTheTranspositionIsUsedElsewhere() {
    RULE.on(net("reduce_sum(t, [1])\noutput z = tanh(t)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheTranspositionIsAnOutput() {
    RULE.on(net("reduce_sum(t, [1])\noutput z = t")).declines(Reason.IS_OUTPUT);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 4, 3, 5]
          t = transpose(x, [0, 2, 3, 1])
          output y = %s
        }
        """.formatted(expression);
  }
}
