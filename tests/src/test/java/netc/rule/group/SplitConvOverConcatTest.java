package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class SplitConvOverConcatTest {
  private static final RuleTester RULE = RuleTester.of(new SplitConvOverConcat());

  @Test
  void makesASumAndKeepsOneBias() {
    RULE.on(over("conv2d(c, w, b, stride = [1, 2], pad = [1, 1, 0, 0])", "")).rewritesTo("""
        net t {
          input x1: f32[2, 2, 3, 3]
          input x2: f32[2, 1, 3, 3]
          input x3: f32[2, 3, 3, 3]
          weight w1: f32[4, 2, 2, 2]
          weight w2: f32[4, 1, 2, 2]
          weight w3: f32[4, 3, 2, 2]
          weight b: f32[4]
          c1 = conv2d(x1, w1, b, stride = [1, 2], pad = [1, 1, 0, 0])
          c2 = conv2d(x2, w2, stride = [1, 2], pad = [1, 1, 0, 0])
          c3 = conv2d(x3, w3, stride = [1, 2], pad = [1, 1, 0, 0])
          output y = add(add(c1, c2), c3)
        }
        """);
  }

  @Test
  void declinesWhenTheConcatIsUsedTwice() {
    RULE.on(over("conv2d(c, w, b)", "output z = relu(c)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheConcatIsAnOutput() {
    RULE.on(over("conv2d(c, w, b)", "output z = c")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesSeveralGroups() {
    RULE.on(over("conv2d(c, w, b, groups = 2)", "").replace("w: f32[4, 6", "w: f32[4, 3")).declines(Reason.GROUPS);
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(over("conv2d(c, w, b)", "").replace("weight w", "input w")).declines(Reason.NOT_CONSTANT);
  }

  @Test
  void declinesAnotherAxis() {
    RULE.on("""
        net t {
          input x: f32[2, 2, 3, 3]
          weight w: f32[4, 2, 2, 2]
          output y = conv2d(concat(x, x, axis = 2), w)
        }
        """).declines(Reason.AXIS);
  }

  @Test
  void declinesWhereNothingIsJoined() {
    RULE.on("""
        net t {
          input x: f32[2, 2, 3, 3]
          weight w: f32[4, 2, 2, 2]
          output y = conv2d(x, w)
        }
        """).declines(Reason.OTHER_OP);
  }

  private static String over(String conv, String more) {
    return """
        net t {
          input x1: f32[2, 2, 3, 3]
          input x2: f32[2, 1, 3, 3]
          input x3: f32[2, 3, 3, 3]
          weight w: f32[4, 6, 2, 2]
          weight b: f32[4]
          c = concat(x1, x2, x3)
          output y = %s
          %s
        }
        """.formatted(conv, more);
  }
}
