package netc.rule.recognize;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class RecognizeLayerNormTest {
  private static final RuleTester RULE = RuleTester.ofInexact(new RecognizeLayerNorm());

  @Test
  void findsLayerNormalization() {
    RULE.on(net("[1]", "d / sqrt(reduce_mean(d * d, [1]) + 0.125)"))
        .rewritesTo(expected("layer_norm(x, g, b, axis = 1, epsilon = 0.125)", 6));
    RULE.on(net("[3]", "d / sqrt(reduce_mean(d * d, [3]) + 0.125)"))
        .rewritesTo(expected("layer_norm(x, g, b, axis = 3, epsilon = 0.125)", 5));
    RULE.on(net("[1]", "d / sqrt(0.125 + reduce_mean(d * d, [1]))"))
        .rewritesTo(expected("layer_norm(x, g, b, axis = 1, epsilon = 0.125)", 6));
  }

  @Test
  void findsInstanceNormalization() {
    RULE.on(net("[2, 3]", "d / sqrt(reduce_mean(d * d, [2, 3]) + 0.125)")).rewritesTo(expected("instance_norm(x, g, b, 0.125)", 6));
  }

  @Test
  void leavesOtherQuotients() {
    RULE.on(net("[1]", "d / sqrt(exp(d) + 1)")).declines(Reason.OTHER_OP);
  }

  @Test
  void declinesAnEpsilonForEachElement() {
    RULE.on(net("[1]", "d / sqrt(reduce_mean(d * d, [1]) + e)")).declines(Reason.NOT_CONSTANT, "adds no number");
    RULE.on(net("[1]", "d / sqrt(e + reduce_mean(d * d, [1]))")).declines(Reason.NOT_CONSTANT, "adds no number");
  }

  @Test
  void declinesTheDeviationOfAnotherValue() {
    RULE.on(net("[1]", "(z - reduce_mean(x, [1])) / sqrt(reduce_mean(d * d, [1]) + 0.125)")).declines(Reason.INPUTS);
    RULE.on(net("[1]", "d / sqrt(reduce_mean(d * z, [1]) + 0.125)")).declines(Reason.INPUTS);
  }

  @Test
  void declinesOtherAxes() {
    RULE.on(net("[1]", "d / sqrt(reduce_mean(d * d, [2]) + 0.125)")).declines(Reason.AXIS, "reduce axes [1] and [2]");
    RULE.on(net("[1, 2]", "d / sqrt(reduce_mean(d * d, [1, 2]) + 0.125)")).declines(Reason.AXIS, "normalizes axes [1, 2]");
    RULE.on(net("[0]", "d / sqrt(reduce_mean(d * d, [0]) + 0.125)")).declines(Reason.AXIS, "normalizes axes [0]");
  }

  @Test
  void declinesWhenSomethingOnTheWayIsUsedElsewhere() {
    RULE.on(net("[1]", "d / sqrt(reduce_mean(d * d, [1]) + 0.125)\noutput w = tanh(d)")).declines(Reason.SECOND_USE, "is used elsewhere");
    RULE.on(net("[1]", "d / sqrt(reduce_mean(d * d, [1]) + 0.125)\noutput w = tanh(m)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenSomethingOnTheWayIsAnOutput() {
    RULE.on(net("[1]", "d / sqrt(reduce_mean(d * d, [1]) + 0.125)\noutput w = d")).declines(Reason.IS_OUTPUT);
  }

  private static String net(String axes, String expression) {
    return """
        net n {
          input x: f32[2, 6, 4, 5]
          input z: f32[2, 6, 4, 5]
          weight e: f32[5] = [1, 2, 3, 4, 5]
          m = reduce_mean(x, %s)
          d = x - m
          output y = %s
        }
        """.formatted(axes, expression);
  }

  private static String expected(String expression, int size) {
    return """
        net n {
          input x: f32[2, 6, 4, 5]
          weight g: f32[%d] = fill(1)
          weight b: f32[%d] = fill(0)
          output y = %s
        }
        """.formatted(size, size, expression);
  }
}
