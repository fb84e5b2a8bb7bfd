package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class SplitWideConvTest {
  private static final RuleTester RULE = RuleTester.of(new SplitWideConv());

  @Test
  void takesApartWhatIsSplitAfterAnActivation() {
    RULE.on(wide("c = conv2d(x, w, b, pad = [1, 0, 0, 1])", "tanh(relu(c))")).rewritesTo("""
        net t {
          input x: f32[2, 3, 4, 4]
          weight w1: f32[2, 3, 2, 2]
          weight b1: f32[2]
          weight w2: f32[4, 3, 2, 2]
          weight b2: f32[4]
          c = concat(conv2d(x, w1, b1, pad = [1, 0, 0, 1]), conv2d(x, w2, b2, pad = [1, 0, 0, 1]))
          s1, s2 = split(tanh(relu(c)), [2, 4])
          output y1 = relu(s1)
          output y2 = relu(s2)
        }
        """);
  }

  @Test
  void declinesWhereNoSplitFollows() {
    RULE.on(wide("c = conv2d(x, w, b)", "lrn(c, size = 3)")).declines(Reason.OTHER_OP, "no split of channels follows conv2d c");
  }

  @Test
  void declinesASplitOfAnotherAxis() {
    RULE.on(wide("c = conv2d(x, w, b)", "c").replace("[2, 4]", "[1, 2], axis = 2")).declines(Reason.OTHER_OP);
  }

  @Test
  void declinesWhenTheResultIsUsedTwice() {
    RULE.on(wide("c = conv2d(x, w, b)", "c").replace("output y1", "output z = tanh(c); output y1")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheResultIsAnOutput() {
    RULE.on(wide("c = conv2d(x, w, b)", "c").replace("output y1", "output z = c; output y1")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesSeveralGroups() {
    RULE.on(wide("c = conv2d(x, w, b, groups = 3)", "c").replace("w: f32[6, 3", "w: f32[6, 1")).declines(Reason.GROUPS);
  }

  @Test
  void declinesAComputedBias() {
    RULE.on(wide("c = conv2d(x, w, b)", "c").replace("weight b", "input b")).declines(Reason.NOT_CONSTANT);
  }

  private static String wide(String conv, String split) {
    return """
        net t {
          input x: f32[2, 3, 4, 4]
          weight w: f32[6, 3, 2, 2]
          weight b: f32[6]
          %s
          s1, s2 = split(%s, [2, 4])
          output y1 = relu(s1)
          output y2 = relu(s2)
        }
        """.formatted(conv, split);
  }
}
