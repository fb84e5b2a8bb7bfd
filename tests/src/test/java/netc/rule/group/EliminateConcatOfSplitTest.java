package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class EliminateConcatOfSplitTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateConcatOfSplit());

  @Test
  void usesTheValueItself() {
    RULE.on(concat("concat(a, b, c)")).rewritesTo(concat("x").replace("a, b, c = split(x, [1, 2, 1])", ""));
  }

  @Test
  void usesTheValueAmongOtherOperands() {
    RULE.on(concat("concat(b, a, b, c, x)")).rewritesTo(concat("concat(b, x, x)"));
  }

  @Test
  void declinesAnotherOrder() {
    RULE.on(concat("concat(a, c, b)")).declines(Reason.INPUTS, "all 3 parts");
  }

  @Test
  void declinesAMissingPart() {
    RULE.on(concat("concat(a, b)")).declines(Reason.INPUTS);
  }

  @Test
  void declinesAnotherAxis() {
    RULE.on("""
        net t {
          input x: f32[1, 4, 2, 2]
          a, b = split(x, [2, 2])
          output y = concat(a, b, axis = 2)
        }
        """).declines(Reason.AXIS, "cuts axis 1");
  }

  @Test
  void declinesWhereNothingIsSplit() {
    RULE.on(concat("concat(x, x)").replace("a, b, c = split(x, [1, 2, 1])", "")).declines(Reason.OTHER_OP);
  }

  private static String concat(String result) {
    return """
        net t {
          input x: f32[1, 4, 2, 2]
          a, b, c = split(x, [1, 2, 1])
          output y = %s
        }
        """.formatted(result);
  }
}
