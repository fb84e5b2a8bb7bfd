package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EliminateBlendTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateBlend());

  @ParameterizedTest
  @ValueSource(strings = {"relu", "sigmoid", "tanh"})
  void leavesTheActivation(String activation) {
    RULE.on("""
        net n {
          input x: f32[2, 3, 2, 2]
          output y = blend(x, %s, lambda = 0.0)
        }
        """.formatted(activation)).rewritesTo("""
        net n {
          input x: f32[2, 3, 2, 2]
          output y = %s(x)
        }
        """.formatted(activation));
  }

  @Test
  void declinesAShareOfTheIdentity() {
    RULE.on("""
        net n {
          input x: f32[2, 3, 2, 2]
          output y = blend(x, relu, lambda = 0.25)
        }
        """).declines(Reason.NOT_IDENTITY, "lambda = 0.25, which leaves the activation alone only at 0");
  }
}
