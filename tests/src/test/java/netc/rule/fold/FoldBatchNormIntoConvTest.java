package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class FoldBatchNormIntoConvTest {
  private static final RuleTester RULE = RuleTester.of(new FoldBatchNormIntoConv());

  @Test
  void foldsIntoAConvolutionWithoutBias() {
    RULE.on("""
        net n {
          input x: f32[2, 3, 5, 7]
          weight w: f32[4, 3, 3, 2]
          weight g: f32[4]
          weight b: f32[4]
          weight m: f32[4]
          weight v: f32[4] = uniform(0.5, 1.5)
          c = conv2d(x, w, stride = [2, 1], pad = [1, 0, 0, 1])
          n = batchnorm(c, g, b, m, v, epsilon = 1e-3)
          output y = n
        }
        """).rewritesTo("""
        net n {
          input x: f32[2, 3, 5, 7]
          weight w: f32[4, 3, 3, 2]
          weight c.bias: f32[4]
          n = conv2d(x, w, c.bias, stride = [2, 1], pad = [1, 0, 0, 1])
          output y = n
        }
        """);
  }

  @Test
  void foldsIntoTheBiasOfAGroupedConvolution() {
    RULE.on("""
        net n {
          input x: f32[1, 4, 5, 3]
          weight w: f32[6, 2, 3, 3]
          weight wb: f32[6]
          weight g: f32[6]
          weight b: f32[6]
          weight m: f32[6]
          weight v: f32[6] = uniform(0.5, 1.5)
          c = conv2d(x, w, wb, pad = [1, 1, 1, 1], groups = 2)
          n = batchnorm(c, g, b, m, v)
          r = relu(n)
          output y = r
        }
        """).rewritesTo("""
        net n {
          input x: f32[1, 4, 5, 3]
          weight w: f32[6, 2, 3, 3]
          weight wb: f32[6]
          n = conv2d(x, w, wb, pad = [1, 1, 1, 1], groups = 2)
          r = relu(n)
          output y = r
        }
        """);
  }

  @Test
  void foldsIntoADepthwiseConvolution() {
    RULE.on("""
        net n {
          input x: f32[3, 5, 6, 6]
          weight w: f32[5, 1, 3, 3]
          weight g: f32[5]
          weight b: f32[5]
          weight m: f32[5]
          weight v: f32[5] = uniform(0.5, 1.5)
          c = conv2d(x, w, dilation = [2, 2], groups = 5)
          n = batchnorm(c, g, b, m, v)
          output y = n
        }
        """).rewritesTo("""
        net n {
          input x: f32[3, 5, 6, 6]
          weight w: f32[5, 1, 3, 3]
          weight wb: f32[5]
          n = conv2d(x, w, wb, dilation = [2, 2], groups = 5)
          output y = n
        }
        """);
  }

  @Test
  void foldsTwoNormalizationsInARow() {
    RULE.on("""
        net n {
          input x: f32[1, 2, 3, 3]
          weight w: f32[3, 2, 1, 1]
          weight g: f32[3]
          weight b: f32[3]
          weight m: f32[3]
          weight v: f32[3] = uniform(0.5, 1.5)
          weight h: f32[3]
          weight d: f32[3]
          c = conv2d(x, w)
          n = batchnorm(c, g, b, m, v)
          o = batchnorm(n, h, d, b, v)
          output y = o
        }
        """).rewritesTo("""
        net n {
          input x: f32[1, 2, 3, 3]
          weight w: f32[3, 2, 1, 1]
          weight wb: f32[3]
          c = conv2d(x, w, wb)
          output y = c
        }
        """);
  }

  @Test
  void declinesWhenTheConvolutionIsShared() {
    RULE.on(net("c = conv2d(x, w)", "n = batchnorm(c, g, b, m, v)", "s = add(n, c)", "output y = s"))
        .declines(Reason.SECOND_USE, "conv2d c has 2 uses");
  }

  @Test
  void declinesWhenTheConvolutionIsAnOutput() {
    RULE.on(net("c = conv2d(x, w)", "n = batchnorm(c, g, b, m, v)", "output y = n", "output z = c")).declines(Reason.IS_OUTPUT, "conv2d c");
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(net("u = relu(w)", "c = conv2d(x, u)", "n = batchnorm(c, g, b, m, v)", "output y = n"))
        .declines(Reason.NOT_CONSTANT, "operand weight of conv2d c");
  }

  @Test
  void declinesComputedStatistics() {
    RULE.on(net("u = sigmoid(v)", "c = conv2d(x, w)", "n = batchnorm(c, g, b, m, u)", "output y = n"))
        .declines(Reason.NOT_CONSTANT, "operand var of batchnorm n");
  }

  @Test
  void declinesAFilledParameterThatIsNotFinite() {
    RULE.on(net("weight bad: f32[3] = fill(inf)", "c = conv2d(x, w)", "n = batchnorm(c, bad, b, m, v)", "output y = n"))
        .declines(Reason.NOT_FINITE, "a parameter is not finite");
    RULE.on(net("weight bad: f32[3] = fill(nan)", "c = conv2d(x, w)", "n = batchnorm(c, g, b, m, bad)", "output y = n"))
        .declines(Reason.NOT_FINITE, "a parameter is not finite");
  }

  @Test
  void declinesAScaleThatOverflows() {
    RULE.on(net("weight big: f32[3] = fill(1e30)", "weight tiny: f32[3] = fill(1e-40)", "c = conv2d(x, w)",
        "n = batchnorm(c, big, b, m, tiny, epsilon = 0.0)", "output y = n"))
        .declines(Reason.NOT_FINITE, "scale or shift of a channel is too large for f32");
  }

  @Test
  void declinesWeightsThatWouldOverflow() {
    RULE.on(net("weight big: f32[3, 2, 3, 3] = fill(1e20)", "weight tiny: f32[3] = [1, 1, 1e-40]", "c = conv2d(x, big)",
        "n = batchnorm(c, g, b, m, tiny, epsilon = 0.0)", "output y = n"))
        .declines(Reason.NOT_FINITE, "conv2d c has weights that would overflow by a factor of");
  }

  @Test
  void declinesANegativeVariance() {
    RULE.on(net("weight bad: f32[3] = [1, -1, 1]", "c = conv2d(x, w)", "n = batchnorm(c, g, b, m, bad)", "output y = n"))
        .declines(Reason.NOT_FINITE, "the variance of channel 1 is -1.0");
  }

  @Test
  void declinesAnInfiniteScale() {
    RULE.on(net("weight bad: f32[3] = [1, 1, inf]", "c = conv2d(x, w)", "n = batchnorm(c, bad, b, m, v)", "output y = n"))
        .declines(Reason.NOT_FINITE, "a parameter is not finite");
  }

  @Test
  void declinesAnotherProducer() {
    RULE.on(net("weight e: f32[2]", "c = relu(x)", "n = batchnorm(c, e, e, e, e)", "output y = n"))
        .declines(Reason.OTHER_OP, "is computed by relu c, not by conv2d");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[1, 2, 3, 4]
          weight w: f32[3, 2, 1, 1]
          weight g: f32[3]
          weight b: f32[3]
          weight m: f32[3]
          weight v: f32[3] = uniform(0.5, 1.5)
        """ + String.join("\n", statements) + "\n}\n";
  }
}
