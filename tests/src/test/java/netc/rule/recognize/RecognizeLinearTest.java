package netc.rule.recognize;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class RecognizeLinearTest {
  private static final RuleTester RULE = RuleTester.of(new RecognizeLinear());

  @Test
  void findsTheProductOfAMatrixAndAWeight() {
    RULE.on(net("2, 7", "matmul(x, w)")).rewritesTo(net("2, 7", "linear(x, v)"));
  }

  @Test
  void declinesSequences() {
    RULE.on(net("2, 4, 7", "matmul(x, w)")).declines(Reason.SHAPE, "expected a matrix");
  }

  @Test
  void declinesSeveralMatrices() {
    RULE.on(net("2, 7", "matmul(x, m)")).declines(Reason.SHAPE, "multiplies by f32[3, 7, 5], expected a matrix");
  }

  @Test
  void declinesComputedWeights() {
    RULE.on(net("2, 7", "matmul(x, tanh(w))")).declines(Reason.NOT_CONSTANT);
  }

  private static String net(String shape, String expression) {
    return """
        net n {
          input x: f32[%s]
          weight w: f32[7, 5]
          weight v: f32[5, 7]
          weight m: f32[3, 7, 5]
          output y = %s
        }
        """.formatted(shape, expression);
  }
}
