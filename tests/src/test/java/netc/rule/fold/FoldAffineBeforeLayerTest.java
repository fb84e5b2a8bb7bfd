package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class FoldAffineBeforeLayerTest {
  private static final RuleTester RULE = RuleTester.of(new FoldAffineBeforeLayer());

  @Test
  void foldsNormalizationIntoAConvolutionThatDoesNotPad() {
    RULE.on(net("n = batchnorm(x, g, b, m, v)", "c = conv2d(n, w, wb, stride = [1, 2])", "output y = c"))
        .rewritesTo(net("c = conv2d(x, w, wb, stride = [1, 2])", "output y = c"));
  }

  @Test
  void foldsNormalizationIntoAGroupedConvolution() {
    RULE.on(net("weight u: f32[6, 2, 2, 2]", "n = batchnorm(x, g, b, m, v)", "c = conv2d(n, u, groups = 2)", "output y = c"))
        .rewritesTo(net("weight u: f32[6, 2, 2, 2]", "weight ub: f32[6]", "c = conv2d(x, u, ub, groups = 2)", "output y = c"));
  }

  @Test
  void foldsAScaleIntoADepthwiseConvolutionThatPads() {
    RULE.on(net("weight u: f32[4, 1, 3, 3]", "weight k: f32[4, 1, 1]", "n = mul(k, x)",
        "c = conv2d(n, u, pad = [1, 1, 1, 1], groups = 4)", "output y = c"))
        .rewritesTo(net("weight u: f32[4, 1, 3, 3]", "c = conv2d(x, u, pad = [1, 1, 1, 1], groups = 4)", "output y = c"));
  }

  @Test
  void foldsNormalizationWithoutShiftIntoAConvolutionThatPads() {
    RULE.on(net("weight z: f32[4] = fill(0)", "n = batchnorm(x, g, z, z, v)", "c = conv2d(n, w, wb, pad = [1, 0, 0, 0])", "output y = c"))
        .rewritesTo(net("c = conv2d(x, w, wb, pad = [1, 0, 0, 0])", "output y = c"));
  }

  /** The factors of one operand of the concat; the other two are as if they had a factor of one. */
  @Test
  void foldsScalesOfSomeOperandsOfAConcat() {
    RULE.on(net("weight k: f32[4, 1, 1] = [2, -1, 0.5, 4]", "weight j: f32[1] = [0.25]", "weight u: f32[3, 10, 3, 3]",
        "input a: f32[2, 4, 4, 8]",
        "input z: f32[2, 2, 4, 8]", "s = concat(mul(a, k), z, mul(x, j))", "c = conv2d(s, u, pad = [1, 1, 1, 1])", "output y = c"))
        .rewritesTo(net("weight u: f32[3, 10, 3, 3]", "input a: f32[2, 4, 4, 8]", "input z: f32[2, 2, 4, 8]", "s = concat(a, z, x)",
            "c = conv2d(s, u, pad = [1, 1, 1, 1])", "output y = c"));
  }

  @Test
  void foldsANegative() {
    RULE.on(net("n = neg(x)", "c = conv2d(n, w, wb, pad = [1, 1, 1, 1])", "output y = c"))
        .rewritesTo(net("c = conv2d(x, w, wb, pad = [1, 1, 1, 1])", "output y = c"));
  }

  @Test
  void declinesAConcatThatIsReadElsewhere() {
    RULE.on(net("weight j: f32[1] = [0.25]", "weight u: f32[3, 8, 1, 1]", "s = concat(x, mul(x, j))", "c = conv2d(s, u)", "output y = c",
        "output z = s")).declines(Reason.IS_OUTPUT, "concat s");
  }

  @Test
  void foldsAnInputsNormalization() {
    RULE.on(net("weight k: f32[1, 4, 1, 1]", "weight t: f32[1]", "s = add(x, t)", "n = mul(s, k)", "c = conv2d(n, w)", "output y = c"))
        .rewritesTo(net("c = conv2d(x, w, wb)", "output y = c"));
  }

  @Test
  void foldsIntoALinearLayer() {
    RULE.on(net("weight l: f32[3, 4]", "weight lb: f32[3]", "o = global_avgpool(x)", "f = flatten(o)", "n = batchnorm(f, g, b, m, v)",
        "c = linear(n, l, lb)", "output y = c"))
        .rewritesTo(net("weight l: f32[3, 4]", "weight lb: f32[3]", "o = global_avgpool(x)", "f = flatten(o)", "c = linear(f, l, lb)",
            "output y = c"));
  }

  @Test
  void foldsAScaleIntoATransposedConvolution() {
    RULE.on(net("weight k: f32[4, 1, 1] = [2, 0.5, -4, 1]", "weight t: f32[4, 3, 2, 2]", "n = div(x, k)",
        "c = conv_transpose2d(n, t, stride = [2, 2], groups = 2)", "output y = c"))
        .rewritesTo(net("weight t: f32[4, 3, 2, 2]", "c = conv_transpose2d(x, t, stride = [2, 2], groups = 2)", "output y = c"));
  }

  @Test
  void foldsAnInputsMean() {
    RULE.on(net("weight k: f32[1, 4, 1, 1]", "n = sub(x, k)", "c = conv2d(n, w, wb)", "output y = c"))
        .rewritesTo(net("c = conv2d(x, w, wb)", "output y = c"));
  }

  @Test
  void declinesAShiftBeforeATransposedConvolution() {
    RULE.on(net("weight k: f32[4, 1, 1]", "weight t: f32[4, 3, 2, 2]", "n = add(x, k)", "c = conv_transpose2d(n, t)", "output y = c"))
        .declines(Reason.BORDER, "conv_transpose2d c has zeros around its input");
  }

  @Test
  void declinesAPower() {
    RULE.on(net("weight k: f32[1]", "n = pow(x, k)", "c = conv2d(n, w)", "output y = c")).declines(Reason.OTHER_OP, "pow n is not linear");
  }

  @Test
  void declinesAShiftBeforePadding() {
    RULE.on(net("n = batchnorm(x, g, b, m, v)", "c = conv2d(n, w, pad = [0, 0, 0, 1])", "output y = c"))
        .declines(Reason.BORDER, "conv2d c has zeros around its input, which batchnorm n would shift");
  }

  @Test
  void namesTheShiftOfSeveralMaps() {
    RULE.on(net("weight j: f32[1] = [0.25]", "weight u: f32[3, 8, 1, 1]", "input z: f32[2, 4, 4, 8]", "a = mul(x, j)", "d = add(z, j)",
        "s = concat(a, d)", "c = conv2d(s, u, pad = [0, 0, 0, 1])", "output y = c")).declines(Reason.BORDER, "which add d would shift");
  }

  @Test
  void declinesNormalizationWithAnotherUse() {
    RULE.on(net("n = batchnorm(x, g, b, m, v)", "c = conv2d(n, w)", "r = relu(n)", "output y = c", "output z = r"))
        .declines(Reason.SECOND_USE, "batchnorm n has 2 uses");
  }

  @Test
  void declinesNormalizationThatIsAnOutput() {
    RULE.on(net("n = batchnorm(x, g, b, m, v)", "c = conv2d(n, w)", "output y = c", "output z = n")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAComputedFilter() {
    RULE.on(net("u = relu(w)", "n = batchnorm(x, g, b, m, v)", "c = conv2d(n, u)", "output y = c"))
        .declines(Reason.NOT_CONSTANT, "operand weight of conv2d c");
  }

  @Test
  void declinesAFactorOfEachPixel() {
    RULE.on(net("weight k: f32[4, 8]", "n = mul(x, k)", "c = conv2d(n, w)", "output y = c")).declines(Reason.SHAPE, "mul n");
  }

  @Test
  void declinesAnInfiniteVariance() {
    RULE.on(net("weight bad: f32[4] = [1, inf, 1, 1]", "n = batchnorm(x, g, b, m, bad)", "c = conv2d(n, w)", "output y = c"))
        .declines(Reason.NOT_FINITE, "a parameter is not finite");
  }

  @Test
  void declinesAnActivation() {
    RULE.on(net("n = relu(x)", "c = conv2d(n, w)", "output y = c")).declines(Reason.OTHER_OP,
        "input x before conv2d c neither scales nor shifts");
  }

  @Test
  void foldsBehindFlattening() {
    RULE.on(net("weight l: f32[3, 128]", "weight lb: f32[3]", "n = batchnorm(x, g, b, m, v)", "f = flatten(n)", "c = linear(f, l, lb)",
        "output y = c"))
        .rewritesTo(net("weight l: f32[3, 128]", "weight lb: f32[3]", "f = flatten(x)", "c = linear(f, l, lb)", "output y = c"));
  }

  /** Of six channels: a shuffle of two groups is its own inverse for four. */
  @Test
  void foldsBehindAveragingAndAShuffle() {
    String six =
        """
        input z: f32[2, 6, 4, 8]
        weight u: f32[3, 6, 2, 2]
        weight d: f32[6]
        weight dv: f32[6] = uniform(0.5, 1.5)
        """;
    RULE.on(net(six, "n = batchnorm(z, d, d, d, dv)", "h = shuffle(n, groups = 2)", "p = avgpool2d(h, kernel = [2, 2])",
        "c = conv2d(p, u, wb)", "output y = c"))
        .rewritesTo(net(six, "h = shuffle(z, groups = 2)", "p = avgpool2d(h, kernel = [2, 2])", "c = conv2d(p, u, wb)", "output y = c"));
  }

  @Test
  void foldsAPositiveScaleBehindMaximumPoolingAndARectifier() {
    RULE.on(net("weight k: f32[4, 1, 1] = [2, 0.5, 4, 1]", "n = mul(x, k)", "r = relu(n)", "p = maxpool2d(r, kernel = [2, 2])",
        "c = conv2d(p, w, wb, pad = [1, 1, 1, 1])", "output y = c"))
        .rewritesTo(net("r = relu(x)", "p = maxpool2d(r, kernel = [2, 2])", "c = conv2d(p, w, wb, pad = [1, 1, 1, 1])", "output y = c"));
  }

  @Test
  void declinesANegativeScaleBehindMaximumPooling() {
    RULE.on(net("weight k: f32[4, 1, 1] = [2, 0.5, -4, 1]", "n = mul(x, k)", "p = maxpool2d(n, kernel = [2, 2])", "c = conv2d(p, w)",
        "output y = c")).declines(Reason.NOT_POSITIVE, "a factor beside maxpool2d p is not positive");
  }

  @Test
  void declinesAShiftBehindPadding() {
    RULE.on(net("weight t: f32[1]", "n = add(x, t)", "p = pad(n, pad = [1, 1, 1, 1])", "c = conv2d(p, w)", "output y = c"))
        .declines(Reason.BORDER, "pad p pads with 0.0");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 4, 4, 8]
          weight w: f32[3, 4, 2, 2]
          weight wb: f32[3]
          weight g: f32[4]
          weight b: f32[4]
          weight m: f32[4]
          weight v: f32[4] = uniform(0.5, 1.5)
        """ + String.join("\n", statements) + "\n}\n";
  }
}
