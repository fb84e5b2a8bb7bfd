package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldScaleIntoProducersTest {
  private static final RuleTester RULE = RuleTester.of(new FoldScaleIntoProducers());

  @ParameterizedTest
  @ValueSource(strings = {"f32[3, 1, 1]", "f32[1, 3, 1, 1]", "f32[1]", "f32[1, 1, 1]"})
  void foldsIntoAConvolution(String type) {
    RULE.on(net("weight k: " + type, "c = conv2d(x, w, wb, pad = [1, 0, 1, 0])", "m = mul(c, k)", "output y = m"))
        .rewritesTo(net("m = conv2d(x, w, wb, pad = [1, 0, 1, 0])", "output y = m"));
  }

  @Test
  void foldsTheScaleOfAResidualBranch() {
    RULE.on(net("weight k: f32[1] = [0.125]", "weight r: f32[3, 3, 1, 1]", "weight rb: f32[3]", "z = relu(x)", "c = conv2d(z, r, rb)",
        "m = mul(k, c)", "s = add(z, m)", "t = relu(s)", "output y = t"))
        .rewritesTo(net("weight r: f32[3, 3, 1, 1]", "weight rb: f32[3]", "z = relu(x)", "m = conv2d(z, r, rb)", "s = add(z, m)",
            "t = relu(s)", "output y = t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32[4]", "f32[1, 4]", "f32[1]"})
  void foldsIntoALinearLayerWithoutBias(String type) {
    RULE.on(net("weight k: " + type, "weight l: f32[4, 45]", "f = flatten(x)", "c = linear(f, l)", "m = mul(c, k)", "output y = m"))
        .rewritesTo(net("weight l: f32[4, 45]", "f = flatten(x)", "m = linear(f, l)", "output y = m"));
  }

  @Test
  void foldsADivisor() {
    RULE.on(net("weight k: f32[3, 1, 1] = [2, -0.5, 8]", "c = conv2d(x, w)", "m = div(c, k)", "output y = m"))
        .rewritesTo(net("m = conv2d(x, w)", "output y = m"));
  }

  @Test
  void foldsIntoATransposedConvolution() {
    RULE.on(
        net("weight k: f32[4, 1, 1]", "weight t: f32[3, 4, 2, 2]", "weight tb: f32[4]", "c = conv_transpose2d(x, t, tb, stride = [2, 2])",
            "m = mul(c, k)", "output y = m"))
        .rewritesTo(
            net("weight t: f32[3, 4, 2, 2]", "weight tb: f32[4]", "m = conv_transpose2d(x, t, tb, stride = [2, 2])", "output y = m"));
  }

  @Test
  void declinesAProductOfMatrices() {
    RULE.on(net("weight k: f32[1]", "weight l: f32[45, 4]", "f = flatten(x)", "c = matmul(f, l)", "m = mul(c, k)", "output y = m"))
        .declines(Reason.OTHER_OP, "matmul c has no channels");
  }

  @Test
  void foldsANegative() {
    RULE.on(net("c = conv2d(x, w, wb)", "m = neg(c)", "output y = m")).rewritesTo(net("m = conv2d(x, w, wb)", "output y = m"));
  }

  @Test
  void declinesADividend() {
    RULE.on(net("weight k: f32[1]", "c = conv2d(x, w)", "m = div(k, c)", "output y = m")).declines(Reason.OTHER_OP, "div m is not linear");
  }

  @Test
  void declinesADivisionByZero() {
    RULE.on(net("weight k: f32[3, 1, 1] = [2, 0, 8]", "c = conv2d(x, w)", "m = div(c, k)", "output y = m"))
        .declines(Reason.NOT_FINITE, "divides by zero");
  }

  @Test
  void declinesOtherFunctions() {
    RULE.on(net("weight k: f32[1]", "c = conv2d(x, w)", "m = max(c, k)", "output y = m"))
        .declines(Reason.OTHER_OP, "max m neither multiplies nor divides");
  }

  @Test
  void foldsIntoNormalization() {
    RULE.on(net("weight k: f32[3, 1, 1]", "weight v: f32[3] = uniform(0.5, 1.5)", "n = batchnorm(x, wb, wb, wb, v)", "m = mul(n, k)",
        "output y = m"))
        .rewritesTo(net("weight g: f32[3]", "weight b: f32[3]", "weight v: f32[3]", "m = batchnorm(x, g, b, wb, v)", "output y = m"));
  }

  @Test
  void foldsAPositiveScaleThroughARectifierAndPooling() {
    RULE.on(net("weight k: f32[3, 1, 1] = [2, 0.5, 8]", "c = conv2d(x, w, wb)", "r = leaky_relu(c, slope = 0.25)",
        "p = maxpool2d(r, kernel = [2, 2])", "m = mul(p, k)", "output y = m"))
        .rewritesTo(net("c = conv2d(x, w, wb)", "r = leaky_relu(c, slope = 0.25)", "p = maxpool2d(r, kernel = [2, 2])", "output y = p"));
  }

  @Test
  void foldsIntoBothTermsOfASum() {
    RULE.on(net("weight k: f32[3, 1, 1]", "weight v: f32[3, 3, 2, 1]", "c = conv2d(x, w, wb)", "d = conv2d(x, v)", "s = sub(c, d)",
        "m = mul(s, k)", "output y = m"))
        .rewritesTo(net("weight w1: f32[3, 3, 2, 1]", "weight w2: f32[3, 3, 2, 1]", "c = conv2d(x, w1, wb)", "d = conv2d(x, w2)",
            "s = sub(c, d)", "output y = s"));
  }

  @Test
  void declinesASumOfSomethingElse() {
    RULE.on(net("weight k: f32[1]", "c = conv2d(x, w, pad = [1, 0, 0, 0])", "s = add(c, x)", "m = mul(s, k)", "output y = m"))
        .declines(Reason.OTHER_OP, "input x is no layer");
  }

  /** Each factor goes where its channel comes from. */
  @Test
  void foldsThroughShufflesResizingPaddingAndFlattening() {
    RULE.on(net("weight k: f32[6] = [2, 0.5, -8, 1, 4, -0.5]", "weight u: f32[6, 3, 2, 1]", "weight ub: f32[6]", "c = conv2d(x, u, ub)",
        "h = shuffle(c, groups = 2)", "r = resize(h, size = [7, 5], mode = linear)", "p = pad(r, pad = [1, 0, 2, 1])",
        "g = global_avgpool(p)",
        "f = flatten(g)", "m = mul(f, k)", "output y = m"))
        .rewritesTo(net("weight u: f32[6, 3, 2, 1]", "weight ub: f32[6]", "c = conv2d(x, u, ub)", "h = shuffle(c, groups = 2)",
            "r = resize(h, size = [7, 5], mode = linear)", "p = pad(r, pad = [1, 0, 2, 1])", "g = global_avgpool(p)", "f = flatten(g)",
            "output y = f"));
  }

  @Test
  void foldsThroughPrelu() {
    RULE.on(net("weight k: f32[3, 1, 1] = [2, 0.5, 8]", "c = conv2d(x, w, wb)", "r = prelu(c, wb)", "m = mul(r, k)", "output y = m"))
        .rewritesTo(net("weight b2: f32[3]", "c = conv2d(x, w, b2)", "r = prelu(c, wb)", "output y = r"));
  }

  @Test
  void declinesAFactorOfEachFeature() {
    RULE.on(net("weight k: f32[36]", "c = conv2d(x, w)", "f = flatten(c)", "m = mul(f, k)", "output y = m"))
        .declines(Reason.SHAPE, "flatten f makes several features of each channel");
  }

  @Test
  void declinesAFactorBehindPaddingWithAnotherValue() {
    RULE.on(net("weight k: f32[1]", "c = conv2d(x, w)", "p = pad(c, pad = [1, 1, 1, 1], value = 2)", "m = mul(p, k)", "output y = m"))
        .declines(Reason.BORDER, "pad p pads with 2.0");
  }

  @Test
  void declinesANegativeScaleAfterARectifier() {
    RULE.on(net("weight k: f32[3, 1, 1] = [2, -0.5, 8]", "c = conv2d(x, w, wb)", "r = relu(c)", "m = mul(r, k)", "output y = m"))
        .declines(Reason.NOT_POSITIVE, "a factor beside relu r is not positive");
  }

  @Test
  void declinesAScaleOfEachColumn() {
    RULE.on(net("weight k: f32[3]", "c = conv2d(x, w)", "m = mul(c, k)", "output y = m"))
        .declines(Reason.SHAPE, "has a weight f32[3], which is not one element for each channel of f32[2, 3, 4, 3]");
  }

  @Test
  void declinesAScaleThatMakesMoreChannels() {
    RULE.on(net("weight k: f32[3, 1, 1]", "weight o: f32[1, 3, 1, 1]", "c = conv2d(x, o)", "m = mul(c, k)", "output y = m"))
        .declines(Reason.SHAPE, "mul m");
  }

  @Test
  void declinesAnInfiniteScale() {
    RULE.on(net("weight k: f32[1] = [inf]", "c = conv2d(x, w)", "m = mul(c, k)", "output y = m")).declines(Reason.NOT_FINITE, "mul m");
  }

  @Test
  void declinesWhenTheConvolutionIsShared() {
    RULE.on(net("weight k: f32[1]", "c = conv2d(x, w)", "m = mul(c, k)", "s = add(m, c)", "output y = s"))
        .declines(Reason.SECOND_USE, "conv2d c has 2 uses");
  }

  @Test
  void declinesWhenTheConvolutionIsAnOutput() {
    RULE.on(net("weight k: f32[1]", "c = conv2d(x, w)", "m = mul(c, k)", "output y = m", "output z = c")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAComputedFilter() {
    RULE.on(net("weight k: f32[1]", "u = relu(w)", "c = conv2d(x, u)", "m = mul(c, k)", "output y = m"))
        .declines(Reason.NOT_CONSTANT, "operand weight of conv2d c");
  }

  @Test
  void declinesTwoComputedOperands() {
    RULE.on(net("c = conv2d(x, w)", "r = sigmoid(c)", "m = mul(c, r)", "output y = m")).declines(Reason.OTHER_OP, "mul m has no weight");
  }

  @Test
  void declinesAnInput() {
    RULE.on(net("weight k: f32[1]", "m = mul(x, k)", "output y = m")).declines(Reason.OTHER_OP, "input x is no layer");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 3, 5, 3]
          weight w: f32[3, 3, 2, 1]
          weight wb: f32[3]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
