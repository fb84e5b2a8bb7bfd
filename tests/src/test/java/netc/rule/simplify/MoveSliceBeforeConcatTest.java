package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class MoveSliceBeforeConcatTest {
  private static final RuleTester RULE = RuleTester.of(new MoveSliceBeforeConcat());

  @Test
  void slicesTheOneOperandThatIsRead() {
    RULE.on(net("slice(c, [4, 1], [7, 3], [1, 2])")).rewritesTo(net("slice(b, [1, 1], [4, 3], [1, 2])"));
    RULE.on(net("slice(c, [3], [8], [1], [2])")).rewritesTo(net("slice(b, [0], [5], [1], [2])"));
  }

  @Test
  void joinsOnlyTheOperandsThatAreRead() {
    RULE.on(net("slice(c, [4], [9], [1])")).rewritesTo(net("slice(concat(b, d), [1], [6], [1])"));
  }

  /** One operand is sliced alone even if all are joined for others. */
  @Test
  void slicesOneOperandOfAConcatThatIsUsedElsewhere() {
    RULE.on(net("slice(c, [9], [10], [1])\noutput z = c")).rewritesTo(net("slice(d, [1], [2], [1])\noutput z = c"));
  }

  @Test
  void declinesToJoinAgainWhatIsJoined() {
    RULE.on(net("slice(c, [4], [9], [1])\noutput z = tanh(c)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenAllOperandsAreRead() {
    RULE.on(net("slice(c, [2], [9], [1])")).declines(Reason.INPUTS);
  }

  @Test
  void declinesOtherAxes() {
    RULE.on(net("slice(c, [2], [3], [2])")).declines(Reason.AXIS);
  }

  private static String net(String expression) {
    return """
        net n {
          input a: f32[2, 3, 4, 5]
          input b: f32[2, 5, 4, 5]
          input d: f32[2, 7, 4, 5]
          c = concat(a, b, d)
          output y = %s
        }
        """.formatted(expression);
  }
}
