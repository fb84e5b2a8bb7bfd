package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EliminateIdentityResizeTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateIdentityResize());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nearest", "linear", "nearest, asymmetric, floor", "nearest, asymmetric, ceil", "linear, align_corners",
        "linear, pytorch_half_pixel", "nearest, half_pixel, round_prefer_ceil"})
  void removesAResizeToTheSameSize(String how) {
    RULE.on(net("resize(x, [4, 1], " + how + ")")).rewritesTo(net("x"));
  }

  @Test
  void leavesOthers() {
    RULE.on(net("resize(x, [4, 2])")).declines(Reason.OTHER_OP);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 3, 4, 1]
          output y = tanh(%s)
        }
        """.formatted(expression);
  }
}
