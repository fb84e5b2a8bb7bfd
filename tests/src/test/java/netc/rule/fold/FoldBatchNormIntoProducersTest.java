package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class FoldBatchNormIntoProducersTest {
  private static final RuleTester RULE = RuleTester.of(new FoldBatchNormIntoProducers());

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
    RULE.on(ofConv("c = conv2d(x, w)", "n = batchnorm(c, g, b, m, v)", "s = add(n, c)", "output y = s"))
        .declines(Reason.SECOND_USE, "conv2d c has 2 uses");
  }

  @Test
  void declinesWhenTheConvolutionIsAnOutput() {
    RULE.on(ofConv("c = conv2d(x, w)", "n = batchnorm(c, g, b, m, v)", "output y = n", "output z = c")).declines(Reason.IS_OUTPUT,
        "conv2d c");
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(ofConv("u = relu(w)", "c = conv2d(x, u)", "n = batchnorm(c, g, b, m, v)", "output y = n"))
        .declines(Reason.NOT_CONSTANT, "operand weight of conv2d c");
  }

  @Test
  void declinesComputedStatistics() {
    RULE.on(ofConv("u = sigmoid(v)", "c = conv2d(x, w)", "n = batchnorm(c, g, b, m, u)", "output y = n"))
        .declines(Reason.NOT_CONSTANT, "batchnorm n has a computed parameter u");
  }

  @Test
  void declinesAFilledParameterThatIsNotFinite() {
    RULE.on(ofConv("weight bad: f32[3] = fill(inf)", "c = conv2d(x, w)", "n = batchnorm(c, bad, b, m, v)", "output y = n"))
        .declines(Reason.NOT_FINITE, "a parameter is not finite");
    RULE.on(ofConv("weight bad: f32[3] = fill(nan)", "c = conv2d(x, w)", "n = batchnorm(c, g, b, m, bad)", "output y = n"))
        .declines(Reason.NOT_FINITE, "a parameter is not finite");
  }

  @Test
  void declinesAScaleThatOverflows() {
    RULE.on(ofConv("weight big: f32[3] = fill(1e30)", "weight tiny: f32[3] = fill(1e-40)", "c = conv2d(x, w)",
        "n = batchnorm(c, big, b, m, tiny, epsilon = 0.0)", "output y = n"))
        .declines(Reason.NOT_FINITE, "scale or shift of a channel is too large for f32");
  }

  @Test
  void declinesWeightsThatWouldOverflow() {
    RULE.on(ofConv("weight big: f32[3, 2, 3, 3] = fill(1e20)", "weight tiny: f32[3] = [1, 1, 1e-40]", "c = conv2d(x, big)",
        "n = batchnorm(c, g, b, m, tiny, epsilon = 0.0)", "output y = n"))
        .declines(Reason.NOT_FINITE, "conv2d c has weights that would overflow by a factor of");
  }

  @Test
  void declinesANegativeVariance() {
    RULE.on(ofConv("weight bad: f32[3] = [1, -1, 1]", "c = conv2d(x, w)", "n = batchnorm(c, g, b, m, bad)", "output y = n"))
        .declines(Reason.NOT_FINITE, "the variance of channel 1 is -1.0");
  }

  @Test
  void declinesAnInfiniteScale() {
    RULE.on(ofConv("weight bad: f32[3] = [1, 1, inf]", "c = conv2d(x, w)", "n = batchnorm(c, bad, b, m, v)", "output y = n"))
        .declines(Reason.NOT_FINITE, "a parameter is not finite");
  }

  @Test
  void foldsIntoALinearLayerWithoutBias() {
    RULE.on(ofLinear("l = linear(x, w)", "n = batchnorm(l, g, b, m, v, epsilon = 1e-3)", "output y = n")).rewritesTo("""
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
  void foldsIntoALinearLayerWithBias() {
    RULE.on(ofLinear("weight lb: f32[3]", "l = linear(x, w, lb)", "n = batchnorm(l, g, b, m, v)", "r = relu(n)", "output y = r"))
        .rewritesTo("""
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
  void foldsIntoEachLayerOfAConcat() {
    RULE.on(net("a = conv2d(x, w, wb)", "c = conv2d(x, u, pad = [1, 1, 1, 1])", "j = concat(a, c)", "n = batchnorm(j, g, b, m, v)",
        "output y = n"))
        .rewritesTo(net("a = conv2d(x, w, wb)", "weight ub: f32[2]", "c = conv2d(x, u, ub, pad = [1, 1, 1, 1])", "j = concat(a, c)",
            "output y = j"));
  }

  @Test
  void foldsIntoANestedConcatAndPooling() {
    RULE.on(net("a = conv2d(x, w)", "c = conv2d(x, u, pad = [1, 1, 1, 1])", "d = conv2d(x, p)",
        "q = avgpool2d(d, kernel = [2, 2], pad = [1, 0, 0, 1], count_pad = false)", "i = concat(c, q)", "j = concat(a, i)",
        "n = batchnorm(j, h, h, h, hv)", "output y = n"))
        .rewritesTo(net("weight ub: f32[2]", "weight pb: f32[1]", "a = conv2d(x, w, wb)", "c = conv2d(x, u, ub, pad = [1, 1, 1, 1])",
            "d = conv2d(x, p, pb)", "q = avgpool2d(d, kernel = [2, 2], pad = [1, 0, 0, 1], count_pad = false)", "i = concat(c, q)",
            "j = concat(a, i)", "output y = j"));
  }

  @Test
  void foldsThroughAveraging() {
    RULE.on(net("weight k: f32[5, 2, 1, 1]", "c = conv2d(x, k)", "q = avgpool2d(c, kernel = [2, 2], stride = [2, 2])",
        "o = global_avgpool(q)", "n = batchnorm(o, g, b, m, v)", "output y = n"))
        .rewritesTo(net("weight k: f32[5, 2, 1, 1]", "weight kb: f32[5]", "c = conv2d(x, k, kb)",
            "q = avgpool2d(c, kernel = [2, 2], stride = [2, 2])", "o = global_avgpool(q)", "output y = o"));
  }

  @Test
  void foldsAScaleThroughAveragingThatCountsItsPadding() {
    RULE.on(net("weight k: f32[5, 2, 1, 1]", "weight z: f32[5] = fill(0)", "c = conv2d(x, k)",
        "q = avgpool2d(c, kernel = [2, 2], pad = [1, 1, 1, 1])", "n = batchnorm(q, g, z, z, v)", "output y = n"))
        .rewritesTo(net("weight k: f32[5, 2, 1, 1]", "weight kb: f32[5]", "c = conv2d(x, k, kb)",
            "q = avgpool2d(c, kernel = [2, 2], pad = [1, 1, 1, 1])", "output y = q"));
  }

  @Test
  void foldsAPositiveScaleThroughMaximumPooling() {
    RULE.on(net("weight k: f32[5, 2, 1, 1]", "weight e: f32[5] = [1, 2, 0.5, 4, 0.25]", "weight i: f32[5] = [4, 1, 16, 0.25, 1]",
        "c = conv2d(x, k)",
        "q = maxpool2d(c, kernel = [3, 2], stride = [2, 1], pad = [1, 1, 1, 1])", "n = batchnorm(q, e, b, m, i, epsilon = 0)",
        "output y = n"))
        .rewritesTo(net("weight k: f32[5, 2, 1, 1]", "weight kb: f32[5]", "c = conv2d(x, k, kb)",
            "q = maxpool2d(c, kernel = [3, 2], stride = [2, 1], pad = [1, 1, 1, 1])", "output y = q"));
  }

  @Test
  void foldsIntoASum() {
    RULE.on(net("weight k: f32[5, 2, 1, 1]", "weight l: f32[5, 2, 1, 1]", "c = conv2d(x, k)", "d = conv2d(x, l)", "s = add(c, d)",
        "n = batchnorm(s, g, b, m, v)", "output y = n"))
        .rewritesTo(net("weight k: f32[5, 2, 1, 1]", "weight l: f32[5, 2, 1, 1]", "weight kb: f32[5]", "c = conv2d(x, k, kb)",
            "d = conv2d(x, l)", "s = add(c, d)", "output y = s"));
  }

  @Test
  void foldsIntoAnotherNormalization() {
    RULE.on(net("weight e: f32[2]", "weight f: f32[2]", "weight i: f32[2] = uniform(0.5, 1.5)", "n = batchnorm(x, e, f, e, i)",
        "o = batchnorm(n, f, e, f, i, epsilon = 1e-3)", "output y = o"))
        .rewritesTo(net("weight e: f32[2]", "weight f: f32[2]", "weight i: f32[2]", "weight k: f32[2]", "n = batchnorm(x, e, f, k, i)",
            "output y = n"));
  }

  @Test
  void foldsIntoATransposedConvolutionOfGroups() {
    RULE.on(
        net("weight e: f32[6]", "weight k: f32[2, 3, 3, 2]", "c = conv_transpose2d(x, k, stride = [2, 1], pad = [1, 0, 0, 1], groups = 2)",
            "n = batchnorm(c, h, e, e, hv)", "output y = n"))
        .rewritesTo(net("weight e: f32[6]", "weight k: f32[2, 3, 3, 2]",
            "n = conv_transpose2d(x, k, e, stride = [2, 1], pad = [1, 0, 0, 1], groups = 2)", "output y = n"));
  }

  @Test
  void declinesAShiftThatPaddingDilutes() {
    RULE.on(net("weight k: f32[5, 2, 1, 1]", "c = conv2d(x, k)", "q = avgpool2d(c, kernel = [2, 2], pad = [1, 1, 1, 1])",
        "n = batchnorm(q, g, b, m, v)", "output y = n")).declines(Reason.BORDER, "avgpool2d q averages zeros of its padding");
  }

  @Test
  void declinesANegativeScaleAfterMaximumPooling() {
    RULE.on(net("weight k: f32[5, 2, 1, 1]", "weight e: f32[5] = [1, 2, -0.5, 4, 0.25]", "c = conv2d(x, k)",
        "q = maxpool2d(c, kernel = [2, 2])", "n = batchnorm(q, e, b, m, v)", "output y = n"))
        .declines(Reason.NOT_POSITIVE, "a factor beside maxpool2d q is not positive");
  }

  @Test
  void declinesWhenOnePartIsNoLayer() {
    RULE.on(net("a = conv2d(x, w)", "j = concat(a, x)", "n = batchnorm(j, g, b, m, v)", "output y = n"))
        .declines(Reason.OTHER_OP, "input x is no layer");
  }

  @Test
  void declinesWhenOnePartIsShared() {
    RULE.on(net("a = conv2d(x, w)", "c = conv2d(x, u, pad = [1, 1, 1, 1])", "j = concat(a, c)", "n = batchnorm(j, g, b, m, v)",
        "r = relu(c)", "output y = n", "output z = r"))
        .declines(Reason.SECOND_USE, "conv2d c has 2 uses");
  }

  @Test
  void declinesWhenTheConcatIsAnOutput() {
    RULE.on(net("a = conv2d(x, w)", "c = conv2d(x, u, pad = [1, 1, 1, 1])", "j = concat(a, c)", "n = batchnorm(j, g, b, m, v)",
        "output y = n", "output z = j")).declines(Reason.IS_OUTPUT, "concat j");
  }

  @Test
  void declinesAConcatOfRows() {
    RULE.on(net("weight k: f32[5, 2, 1, 1]", "a = conv2d(x, k)", "c = conv2d(x, k)", "j = concat(a, c, axis = 2)",
        "n = batchnorm(j, g, b, m, v)", "output y = n")).declines(Reason.AXIS, "concat j joins axis 2");
  }

  private static String net(String... statements) {

    return """
        net n {
          input x: f32[2, 2, 4, 8]
          weight w: f32[3, 2, 1, 1]
          weight wb: f32[3]
          weight u: f32[2, 2, 3, 3]
          weight p: f32[1, 2, 1, 1]
          weight g: f32[5]
          weight b: f32[5]
          weight m: f32[5]
          weight v: f32[5] = uniform(0.5, 1.5)
          weight h: f32[6]
          weight hv: f32[6] = uniform(0.5, 1.5)
        """ + String.join("\n", statements) + "\n}\n";

  }

  private static String ofConv(String... statements) {
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

  private static String ofLinear(String... statements) {
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
