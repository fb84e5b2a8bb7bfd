package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EliminateIdentityPreluTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateIdentityPrelu());

  @ParameterizedTest
  @ValueSource(strings = {"f32[3] = [1, 1, 1]", "f32[1] = [1]", "f32[3] = fill(1)"})
  void removesSlopesOfOne(String slope) {
    RULE.on(net("weight s: " + slope, "p = prelu(x, s)", "t = tanh(p)", "output y = t")).rewritesTo(net("t = tanh(x)", "output y = t"));
  }

  @Test
  void declinesAnotherSlopeAndNamesItsChannel() {
    RULE.on(net("weight s: f32[3] = [1, 1, 0.25]", "p = prelu(x, s)", "output y = p"))
        .declines(Reason.NOT_IDENTITY, "prelu p has slope 0.25 for channel 2");
  }

  @Test
  void declinesAnotherSlopeOfAllChannels() {
    RULE.on(net("weight s: f32[1] = [0.5]", "p = prelu(x, s)", "output y = p")).declines(Reason.NOT_IDENTITY, "prelu p has slope 0.5,");
  }

  @Test
  void declinesAComputedSlope() {
    RULE.on(net("weight s: f32[3] = [1, 1, 1]", "u = relu(s)", "p = prelu(x, u)", "output y = p"))
        .declines(Reason.NOT_CONSTANT, "operand slope of prelu p");
  }

  private static String net(String... statements) {
    return "net n {\ninput x: f32[2, 3, 2, 2]\n" + String.join("\n", statements) + "\n}\n";
  }
}
