package netc.rule.move;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoveFunctionAfterMaxPoolTest {
  private static final RuleTester RULE = RuleTester.of(new MoveFunctionAfterMaxPool());

  @ParameterizedTest
  @ValueSource(
      strings = {"relu(X)", "clip(X, low = -1, high = 2)", "leaky_relu(X, slope = 0.5)", "hard_sigmoid(X, alpha = 0.25, beta = 0.5)",
        "add(X, k)", "sub(X, k)", "mul(g, X)", "div(X, g)", "batchnorm(X, h, k1, k1, g1)"})
  void takesTheMaximumFirst(String function) {
    RULE.on(
        net("z = concat(x, v)", "f = " + function.replace("X", "z"), "p = maxpool2d(f, kernel = [2, 3], stride = [2, 2])", "output y = p"))
        .rewritesTo(net("z = concat(x, v)", "p = maxpool2d(z, kernel = [2, 3], stride = [2, 2])", "f = " + function.replace("X", "p"),
            "output y = f"));
  }

  @Test
  void movesABiasBehindPadding() {
    RULE.on(net("z = concat(x, v)", "f = add(z, k)", "r = relu(f)",
        "p = maxpool2d(r, kernel = [3, 3], stride = [2, 2], pad = [1, 1, 1, 1])", "output y = p"))
        .rewritesTo(net("z = concat(x, v)", "p = maxpool2d(z, kernel = [3, 3], stride = [2, 2], pad = [1, 1, 1, 1])", "f = add(p, k)",
            "r = relu(f)", "output y = r"));
  }

  /** The convolution computes it on the way to memory. */
  @Test
  void declinesAnActivationThatCostsNothing() {
    RULE.on("""
        net n {
          input x: f32[1, 16, 56, 56]
          weight w: f32[32, 16, 3, 3]
          c = conv2d(x, w, pad = [1, 1, 1, 1])
          r = relu(c)
          p = maxpool2d(r, kernel = [2, 2], stride = [2, 2])
          output y = p
        }
        """).declines(Reason.SAME_COST, "would gain nothing");
  }

  @Test
  void declinesWhereThePoolingHasMoreCells() {
    RULE.on("""
        net n {
          input x: f32[1, 16, 8, 8]
          weight k: f32[16, 1, 1] = uniform(0.5, 1.5)
          output y = maxpool2d(x * k, kernel = [2, 2], pad = [1, 1, 1, 1])
        }
        """).declines(Reason.NOT_PROFITABLE, "instead of");
  }

  @Test
  void declinesAFunctionThatDecreases() {
    RULE.on(net("z = concat(x, v)", "f = leaky_relu(z, slope = -0.5)", "p = maxpool2d(f, kernel = [2, 2])", "output y = p"))
        .declines(Reason.NOT_POSITIVE, "leaky_relu f is not known to increase");
    RULE.on(net("z = concat(x, v)", "f = silu(z)", "p = maxpool2d(f, kernel = [2, 2])", "output y = p")).declines(Reason.NOT_POSITIVE);
  }

  @Test
  void declinesANegativeFactor() {
    RULE.on(net("weight m: f32[1] = [-2]", "z = concat(x, v)", "f = mul(z, m)", "p = maxpool2d(f, kernel = [2, 2])", "output y = p"))
        .declines(Reason.NOT_POSITIVE, "mul f has a factor that is not positive");
  }

  /** Rows −1 and 6 of the map of 6 rows: the maximum of nothing is −∞, which the rectifier would make zero. */
  @Test
  void declinesAWindowOfPaddingAlone() {
    RULE.on(net("z = concat(x, v)", "f = relu(z)", "p = maxpool2d(f, kernel = [2, 1], pad = [1, 0, 1, 0], dilation = [7, 1])",
        "output y = p")).declines(Reason.DILATION, "maxpool2d p may have a window of padding alone");
  }

  @Test
  void declinesASummandOfEachColumn() {
    RULE.on(net("weight m: f32[8]", "z = concat(x, v)", "f = add(z, m)", "p = maxpool2d(f, kernel = [2, 2])", "output y = p"))
        .declines(Reason.SHAPE);
  }

  @Test
  void declinesWhatIsUsedElsewhere() {
    RULE.on(net("f = relu(x)", "p = maxpool2d(f, kernel = [2, 2])", "t = tanh(f)", "output y = p", "output z = t"))
        .declines(Reason.SECOND_USE, "relu f has 2 uses");
    RULE.on(net("f = relu(x)", "p = maxpool2d(f, kernel = [2, 2])", "output y = p", "output z = f")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesALayer() {
    RULE.on(net("weight w: f32[2, 2, 1, 1]", "f = conv2d(x, w)", "p = maxpool2d(f, kernel = [2, 2])", "output y = p"))
        .declines(Reason.OTHER_OP, "conv2d f is no function of each element");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 2, 6, 8]
          input v: f32[2, 1, 6, 8]
          weight k: f32[3, 1, 1]
          weight k1: f32[3]
          weight g: f32[3, 1, 1] = [2, 0.5, 4]
          weight g1: f32[3] = [1, 0.25, 4]
          weight h: f32[3] = [2, 0.5, 4]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
