package netc.rule.recognize;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CancelTransposesTest {
  private static final RuleTester RULE = RuleTester.ofInexact(new CancelTransposes());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t | x",
        "relu(t) | relu(x)",
        "layer_norm(t, g, b, axis = 3) | layer_norm(x, g, b)",
        "softmax(t, axis = 1) | softmax(x, axis = 2)",
        "t * 2 | x * 2",
        "1 - t | 1 - x",
        "t * c | x * transpose(reshape(c, [1, 1, 1, 6]), [0, 3, 1, 2])",
        "r / tanh(t) | transpose(reshape(r, [1, 4, 1, 6]), [0, 3, 1, 2]) / tanh(x)",
        "matmul(t, w) | conv2d(x, v)"})
  void computesInTheOrderThatTheValueHas(String between, String expected) {
    RULE.on(net("tanh(transpose(%s, [0, 3, 1, 2]))".formatted(between))).rewritesTo(net("tanh(" + expected + ")"));
  }

  @Test
  void goesThroughAWholeBlock() {
    RULE.on(net("transpose(gelu(matmul(layer_norm(t, g, b, axis = 3), w) * 2), [0, 3, 1, 2])"))
        .rewritesTo(net("gelu(conv2d(layer_norm(x, g, b), v) * 2)"));
  }

  @Test
  void takesOtherPermutationsWhereNothingDependsOnThem() {
    RULE.on(net("transpose(abs(transpose(x, [3, 0, 1, 2])), [1, 2, 3, 0])")).rewritesTo(net("abs(x)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transpose(t, [0, 2, 3, 1])", "transpose(reduce_sum(t, [1]), [0, 3, 1, 2])", "transpose(t + x2, [0, 3, 1, 2])",
        "transpose(matmul(transpose(x, [0, 3, 2, 1]), u), [0, 3, 2, 1])", "transpose(matmul(t, m), [0, 3, 1, 2])",
        "transpose(softmax(transpose(x, [1, 0, 2, 3])), [1, 0, 2, 3])"})
  void leavesOthers(String expression) {
    RULE.on(net(expression)).declines(Reason.OTHER_OP);
  }

  @Test
  void declinesWhenSomethingBetweenIsUsedElsewhere() {
    RULE.on(net("transpose(r1, [0, 3, 1, 2])\noutput z = tanh(r1)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenSomethingBetweenIsAnOutput() {
    RULE.on(net("transpose(r1, [0, 3, 1, 2])\noutput z = r1")).declines(Reason.IS_OUTPUT);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 6, 4, 5]
          input x2: f32[2, 4, 5, 6]
          weight m: f32[4, 6, 3]
          weight g: f32[6]
          weight b: f32[6]
          weight c: f32[6] = uniform(0.5, 2)
          weight r: f32[4, 1, 6]
          weight w: f32[6, 3]
          weight v: f32[3, 6, 1, 1]
          weight u: f32[6, 6]
          t = transpose(x, [0, 2, 3, 1])
          r1 = relu(t)
          output y = %s
        }
        """.formatted(expression);
  }
}
