package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class FoldParallelBatchNormIntoConvTest {
  private static final RuleTester RULE = RuleTester.of(new FoldParallelBatchNormIntoConv());

  @Test
  void foldsIntoTheMiddleTap() {
    RULE.on(net("weight w: f32[4, 4, 3, 3]", "weight wb: f32[4]", "c = conv2d(x, w, wb, pad = [1, 1, 1, 1])",
        "n = batchnorm(x, g, b, m, v, epsilon = 1e-3)", "output y = add(c, n)")).rewritesTo("""
            net n {
              input x: f32[2, 4, 5, 6]
              weight w: f32[4, 4, 3, 3]
              weight wb: f32[4]
              output y = conv2d(x, w, wb, pad = [1, 1, 1, 1])
            }
            """);
  }

  @Test
  void foldsIntoAGroupedKernelWithoutBiasAndWithoutAMiddle() {
    RULE.on(net("weight w: f32[4, 2, 2, 3]", "c = conv2d(x, w, pad = [2, 0, 0, 2], dilation = [2, 1], groups = 2)",
        "n = batchnorm(x, g, b, m, v)", "output y = relu(add(n, c))")).rewritesTo("""
            net n {
              input x: f32[2, 4, 5, 6]
              weight w: f32[4, 2, 2, 3]
              weight c.bias: f32[4]
              output y = relu(conv2d(x, w, c.bias, pad = [2, 0, 0, 2], dilation = [2, 1], groups = 2))
            }
            """);
  }

  @Test
  void declinesAKernelThatDoesNotSeeThePlaceItself() {
    RULE.on(net("weight w: f32[4, 4, 2, 1]", "c = conv2d(x, w, pad = [1, 0, 1, 0], dilation = [2, 1])", "n = batchnorm(x, g, b, m, v)",
        "output y = add(c, n)")).declines(Reason.KERNEL, "no tap of conv2d c sees the place itself");
  }

  @Test
  void declinesAStride() {
    RULE.on("""
        net n {
          input x: f32[1, 2, 1, 1]
          weight w: f32[2, 2, 1, 1]
          weight g: f32[2]
          weight v: f32[2] = [1, 2]
          c = conv2d(x, w, stride = [2, 2])
          n = batchnorm(x, g, g, g, v)
          output y = add(c, n)
        }
        """).declines(Reason.STRIDE, "conv2d c has stride [2, 2]");
  }

  @Test
  void declinesBroadcasting() {
    RULE.on(net("weight w: f32[1, 4, 1, 1]", "c = conv2d(x, w)", "n = batchnorm(x, g, b, m, v)", "output y = add(c, n)"))
        .declines(Reason.SHAPE, "f32[2, 1, 5, 6] and f32[2, 4, 5, 6]");
  }

  @Test
  void declinesANegativeVariance() {
    RULE.on(net("weight w: f32[4, 4, 1, 1]", "weight bad: f32[4] = [1, 1, 1, -1]", "c = conv2d(x, w)", "n = batchnorm(x, g, b, m, bad)",
        "output y = add(c, n)")).declines(Reason.NOT_FINITE, "the variance of channel 3 is -1.0");
  }

  @Test
  void declinesWhenTheNormalizationIsShared() {
    RULE.on(
        net("weight w: f32[4, 4, 1, 1]", "c = conv2d(x, w)", "n = batchnorm(x, g, b, m, v)", "output y = add(c, n)", "output z = relu(n)"))
        .declines(Reason.SECOND_USE, "batchnorm n has 2 uses");
  }

  @Test
  void declinesWhenTheConvolutionIsAnOutput() {
    RULE.on(net("weight w: f32[4, 4, 1, 1]", "c = conv2d(x, w)", "n = batchnorm(x, g, b, m, v)", "output y = add(c, n)", "output z = c"))
        .declines(Reason.IS_OUTPUT, "conv2d c");
  }

  @Test
  void declinesAComputedScale() {
    RULE.on(net("weight w: f32[4, 4, 1, 1]", "u = relu(g)", "c = conv2d(x, w)", "n = batchnorm(x, u, b, m, v)", "output y = add(c, n)"))
        .declines(Reason.NOT_CONSTANT, "operand gamma of batchnorm n");
  }

  @Test
  void doesNotTryDifferentInputs() {
    RULE.on(net("weight w: f32[4, 4, 1, 1]", "r = relu(x)", "c = conv2d(r, w)", "n = batchnorm(x, g, b, m, v)", "output y = add(c, n)"))
        .declines(Reason.OTHER_OP, "of different inputs");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 4, 5, 6]
          weight g: f32[4]
          weight b: f32[4]
          weight m: f32[4]
          weight v: f32[4] = uniform(0.5, 1.5)
        """ + String.join("\n", statements) + "\n}\n";
  }
}
