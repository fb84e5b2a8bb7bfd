package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldShiftIntoProducersTest {
  private static final RuleTester RULE = RuleTester.of(new FoldShiftIntoProducers());

  @ParameterizedTest
  @ValueSource(strings = {"f32[4, 1, 1]", "f32[1, 4, 1, 1]", "f32[1]"})
  void foldsIntoAConvolutionWithoutBias(String type) {
    RULE.on(net("weight k: " + type, "c = conv2d(x, w, stride = [2, 1])", "s = add(k, c)", "output y = s"))
        .rewritesTo(net("s = conv2d(x, w, wb, stride = [2, 1])", "output y = s"));
  }

  @Test
  void foldsIntoABias() {
    RULE.on(net("weight k: f32[4, 1, 1]", "c = conv2d(x, w, wb)", "s = add(c, k)", "output y = s"))
        .rewritesTo(net("s = conv2d(x, w, wb)", "output y = s"));
  }

  @Test
  void foldsASubtrahend() {
    RULE.on(net("weight k: f32[4, 1, 1]", "c = conv2d(x, w, wb)", "s = sub(c, k)", "output y = s"))
        .rewritesTo(net("s = conv2d(x, w, wb)", "output y = s"));
  }

  @Test
  void foldsAMinuend() {
    RULE.on(net("weight k: f32[4, 1, 1]", "c = conv2d(x, w, wb)", "s = sub(k, c)", "output y = s"))
        .rewritesTo(net("weight v: f32[4, 3, 2, 1]", "s = conv2d(x, v, wb)", "output y = s"));
  }

  @Test
  void foldsIntoALinearLayer() {
    RULE.on(net("weight k: f32[5]", "weight l: f32[5, 60]", "f = flatten(x)", "c = linear(f, l)", "s = add(c, k)", "output y = s"))
        .rewritesTo(net("weight k: f32[5]", "weight l: f32[5, 60]", "f = flatten(x)", "s = linear(f, l, k)", "output y = s"));
  }

  @Test
  void foldsThroughPoolingAndAConcatIntoNormalization() {
    RULE.on(net("weight k: f32[7, 1, 1]", "weight e: f32[3]", "weight v: f32[3] = uniform(0.5, 1.5)", "c = conv2d(x, w)",
        "n = batchnorm(x, e, e, e, v)", "p = maxpool2d(n, kernel = [2, 1])", "j = concat(c, p)", "s = add(j, k)", "output y = s"))
        .rewritesTo(net("weight e: f32[3]", "weight f: f32[3]", "weight v: f32[3]", "c = conv2d(x, w, wb)", "n = batchnorm(x, e, f, e, v)",
            "p = maxpool2d(n, kernel = [2, 1])", "j = concat(c, p)", "output y = j"));
  }

  @Test
  void declinesPaddingThatIsAveraged() {
    RULE.on(net("weight k: f32[1]", "c = conv2d(x, w)", "p = avgpool2d(c, kernel = [2, 2], pad = [1, 1, 1, 1])", "s = add(p, k)",
        "output y = s")).declines(Reason.BORDER, "avgpool2d p");
  }

  @Test
  void declinesARectifier() {
    RULE.on(net("weight k: f32[1]", "c = conv2d(x, w)", "r = relu(c)", "s = add(r, k)", "output y = s"))
        .declines(Reason.OTHER_OP, "relu r is not linear");
  }

  @Test
  void declinesAShiftOfEachPixel() {
    RULE.on(net("weight k: f32[4, 4, 4]", "c = conv2d(x, w)", "s = add(c, k)", "output y = s")).declines(Reason.SHAPE, "add s");
  }

  @Test
  void declinesAResidual() {
    RULE.on(net("c = conv2d(x, w)", "d = conv2d(x, w)", "s = add(c, d)", "output y = s")).declines(Reason.OTHER_OP, "add s has no weight");
  }

  @Test
  void foldsIntoATransposedConvolution() {
    RULE.on(net("weight t: f32[6, 1, 1]", "weight u: f32[3, 6, 2, 3]", "c = conv_transpose2d(x, u, stride = [2, 2])", "m = add(c, t)",
        "output y = m"))
        .rewritesTo(net("weight t: f32[6]", "weight u: f32[3, 6, 2, 3]", "m = conv_transpose2d(x, u, t, stride = [2, 2])", "output y = m"));
  }

  @Test
  void foldsIntoOneTermOfASum() {
    RULE.on(net("weight t: f32[4, 1, 1]", "c = conv2d(x, w)", "z = relu(c)", "d = conv2d(x, w)", "s = add(z, d)", "m = add(t, s)",
        "output y = m"))
        .rewritesTo(net("weight t: f32[4]", "c = conv2d(x, w)", "z = relu(c)", "d = conv2d(x, w, t)", "s = add(z, d)", "output y = s"));
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 3, 5, 4]
          weight w: f32[4, 3, 2, 1]
          weight wb: f32[4]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
