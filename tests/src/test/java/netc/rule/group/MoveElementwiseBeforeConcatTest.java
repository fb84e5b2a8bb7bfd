package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class MoveElementwiseBeforeConcatTest {
  private static final RuleTester RULE = RuleTester.of(new MoveElementwiseBeforeConcat());

  @Test
  void movesAnActivation() {
    RULE.on(after("clip(c, -1, 0.5)", "")).rewritesTo(before("clip(x1, -1, 0.5)", "clip(x2, -1, 0.5)", ""));
  }

  @Test
  void cutsTheParametersOfNormalization() {
    RULE.on(after("batchnorm(c, g, b, m, v)",
        "weight g: f32[5]; weight b: f32[5]; weight m: f32[5]; weight v: f32[5] = uniform(0.5, 1.5)")).rewritesTo("""
        net t {
          input x1: f32[2, 2, 2, 3]
          input x2: f32[2, 3, 2, 3]
          weight g1: f32[2]
          weight b1: f32[2]
          weight m1: f32[2]
          weight v1: f32[2]
          weight g2: f32[3]
          weight b2: f32[3]
          weight m2: f32[3]
          weight v2: f32[3]
          output y = concat(batchnorm(x1, g1, b1, m1, v1), batchnorm(x2, g2, b2, m2, v2))
        }
        """);
  }

  @Test
  void cutsTheSlopesOfEachChannel() {
    RULE.on(after("prelu(c, s)", "weight s: f32[5]"))
        .rewritesTo(before("prelu(x1, s1)", "prelu(x2, s2)", "weight s1: f32[2]; weight s2: f32[3]"));
  }

  @Test
  void sharesTheSlopeForAllChannels() {
    RULE.on(after("prelu(c, s)", "weight s: f32[1] = [0.5]"))
        .rewritesTo(before("prelu(x1, s)", "prelu(x2, s)", "weight s: f32[1] = [0.5]"));
  }

  @Test
  void declinesWhenTheConcatIsUsedTwice() {
    RULE.on(after("relu(c)", "").replace("output y", "output z = tanh(c); output y")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheConcatIsAnOutput() {
    RULE.on(after("relu(c)", "").replace("output y", "output z = c; output y")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAnotherAxis() {
    RULE.on(after("relu(c)", "").replace("f32[2, 3, 2, 3]", "f32[2, 2, 2, 3]").replace("concat(x1, x2)", "concat(x1, x2, axis = 0)"))
        .declines(Reason.AXIS);
  }

  @Test
  void declinesAComputedParameter() {
    RULE.on(after("prelu(c, s)", "input s: f32[5]")).declines(Reason.NOT_CONSTANT);
  }

  @Test
  void declinesWhatMixesChannels() {
    RULE.on(after("softmax(c, axis = 1)", "")).declines(Reason.OTHER_OP, "does not treat each channel alone");
  }

  private static String after(String function, String more) {
    return """
        net t {
          input x1: f32[2, 2, 2, 3]
          input x2: f32[2, 3, 2, 3]
          %s
          c = concat(x1, x2)
          output y = %s
        }
        """.formatted(more, function);
  }

  private static String before(String first, String second, String more) {
    return """
        net t {
          input x1: f32[2, 2, 2, 3]
          input x2: f32[2, 3, 2, 3]
          %s
          output y = concat(%s, %s)
        }
        """.formatted(more, first, second);
  }
}
