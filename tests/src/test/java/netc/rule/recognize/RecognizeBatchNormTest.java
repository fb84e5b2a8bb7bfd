package netc.rule.recognize;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecognizeBatchNormTest {
  private static final RuleTester RULE = RuleTester.of(new RecognizeBatchNorm());

  @ParameterizedTest
  @ValueSource(strings = {"x * k + t", "x + t - k", "x / k * t", "(x - 3) * k", "x * k * 3"})
  void makesOneOfTwo(String expression) {
    RULE.on(net(expression)).rewritesTo(net("batchnorm(x, a, b, c, d, epsilon = 0)"));
  }

  @Test
  void leavesOthers() {
    RULE.on(net("tanh(x) * k")).declines(Reason.OTHER_OP);
    RULE.on(net("max(x * k, t)")).declines(Reason.OTHER_OP, "is not linear");
  }

  @Test
  void declinesNumbersForAllChannels() {
    RULE.on(net("x * 3 + 1")).declines(Reason.SHAPE, "the same to all channels");
  }

  @Test
  void declinesWhenTheInnerOneIsUsedElsewhere() {
    RULE.on(net("s + t\noutput z = tanh(s)").replace("output y", "s = x * k\noutput y")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheInnerOneIsAnOutput() {
    RULE.on(net("s + t\noutput z = s").replace("output y", "s = x * k\noutput y")).declines(Reason.IS_OUTPUT);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 4, 3, 5]
          weight k: f32[4, 1, 1] = [1, -2, 0.5, 4]
          weight t: f32[1, 4, 1, 1] = [3, -1, 2, 0]
          weight a: f32[4]
          weight b: f32[4]
          weight c: f32[4]
          weight d: f32[4]
          output y = %s
        }
        """.formatted(expression);
  }
}
