package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class FoldBatchNormIntoProducersTest {
  private static final RuleTester RULE = RuleTester.of(new FoldBatchNormIntoProducers());

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
        .declines(Reason.NOT_POSITIVE, "a factor after maxpool2d q is not positive");
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

  @Test
  void declinesComputedStatistics() {
    RULE.on(net("weight k: f32[5, 2, 1, 1]", "s = sigmoid(v)", "c = conv2d(x, k)", "q = global_avgpool(c)",
        "n = batchnorm(q, g, b, m, s)", "output y = n")).declines(Reason.NOT_CONSTANT, "batchnorm n has a computed parameter s");
  }

  @Test
  void declinesANegativeVariance() {
    RULE.on(net("weight bad: f32[2] = [1, -1]", "n = batchnorm(x, bad, bad, bad, bad)", "output y = n"))
        .declines(Reason.NOT_FINITE, "the variance of channel 1 is -1.0");
  }

  @Test
  void leavesALayerToItsOwnRule() {
    RULE.on(net("weight k: f32[5, 2, 1, 1]", "c = conv2d(x, k)", "n = batchnorm(c, g, b, m, v)", "output y = n"))
        .declines(Reason.OTHER_OP, "for which there are rules of its own");
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
}
