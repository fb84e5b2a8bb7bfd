package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class FoldBatchNormIntoLinearTest {
  private static final RuleTester RULE = RuleTester.of(new FoldBatchNormIntoLinear());

  @Test
  void foldsWithoutBias() {
    RULE.on(net("l = linear(x, w)", "n = batchnorm(l, g, b, m, v, epsilon = 1e-3)", "output y = n")).rewritesTo("""
        net n {
          input x: f32[2, 5]
          weight w: f32[3, 5]
          weight l.bias: f32[3]
          n = linear(x, w, l.bias)
          output y = n
        }
        """);
  }

  @Test
  void foldsWithBias() {
    RULE.on(net("weight lb: f32[3]", "l = linear(x, w, lb)", "n = batchnorm(l, g, b, m, v)", "r = relu(n)", "output y = r")).rewritesTo("""
        net n {
          input x: f32[2, 5]
          weight w: f32[3, 5]
          weight lb: f32[3]
          n = linear(x, w, lb)
          r = relu(n)
          output y = r
        }
        """);
  }

  @Test
  void declinesWhenTheLayerIsShared() {
    RULE.on(net("l = linear(x, w)", "n = batchnorm(l, g, b, m, v)", "s = mul(n, l)", "output y = s"))
        .declines(Reason.SECOND_USE, "linear l has 2 uses");
  }

  @Test
  void declinesWhenTheLayerIsAnOutput() {
    RULE.on(net("l = linear(x, w)", "n = batchnorm(l, g, b, m, v)", "output y = n", "output z = l")).declines(Reason.IS_OUTPUT, "linear l");
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(net("u = tanh(w)", "l = linear(x, u)", "n = batchnorm(l, g, b, m, v)", "output y = n"))
        .declines(Reason.NOT_CONSTANT, "operand weight of linear l");
  }

  @Test
  void declinesAComputedMean() {
    RULE.on(net("u = tanh(m)", "l = linear(x, w)", "n = batchnorm(l, g, b, u, v)", "output y = n"))
        .declines(Reason.NOT_CONSTANT, "operand mean of batchnorm n");
  }

  @Test
  void declinesANegativeVariance() {
    RULE.on(net("weight bad: f32[3] = [1, 1, -2]", "l = linear(x, w)", "n = batchnorm(l, g, b, m, bad)", "output y = n"))
        .declines(Reason.NOT_FINITE, "the variance of channel 2 is -2.0");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 5]
          weight w: f32[3, 5]
          weight g: f32[3]
          weight b: f32[3]
          weight m: f32[3]
          weight v: f32[3] = uniform(0.5, 1.5)
        """ + String.join("\n", statements) + "\n}\n";
  }
}
