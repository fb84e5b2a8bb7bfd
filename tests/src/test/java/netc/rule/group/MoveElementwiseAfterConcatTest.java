package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class MoveElementwiseAfterConcatTest {
  private static final RuleTester RULE = RuleTester.of(new MoveElementwiseAfterConcat());

  @Test
  void movesActivationsOfConvolutionsThatCanBeAWiderOne() {
    RULE.on(siblings("leaky_relu(c1, slope = 0.25)", "leaky_relu(c2, slope = 0.25)", ""))
        .rewritesTo(joined("leaky_relu(c, slope = 0.25)", ""));
  }

  @Test
  void movesNormalizationAndActivation() {
    RULE.on("""
        net t {
          input x: f32[2, 2, 2, 2]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[3, 2, 1, 1]
          weight g1: f32[2]
          weight b1: f32[2]
          weight m1: f32[2]
          weight v1: f32[2] = uniform(0.5, 1.5)
          weight g2: f32[3]
          weight b2: f32[3]
          weight m2: f32[3]
          weight v2: f32[3] = uniform(0.5, 1.5)
          r1 = relu(batchnorm(conv2d(x, w1), g1, b1, m1, v1, epsilon = 0.001))
          r2 = relu(batchnorm(conv2d(x, w2), g2, b2, m2, v2, epsilon = 0.001))
          output y = concat(r1, r2)
        }
        """).rewritesTo("""
        net t {
          input x: f32[2, 2, 2, 2]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[3, 2, 1, 1]
          weight g: f32[5]
          weight b: f32[5]
          weight m: f32[5]
          weight v: f32[5]
          c = concat(conv2d(x, w1), conv2d(x, w2))
          output y = relu(batchnorm(c, g, b, m, v, epsilon = 0.001))
        }
        """);
  }

  @Test
  void joinsSlopesOfEachChannel() {
    String slopes = "weight s1: f32[2]; weight s2: f32[3]";
    RULE.on(siblings("prelu(c1, s1)", "prelu(c2, s2)", slopes)).rewritesTo(joined("prelu(c, s)", "weight s: f32[5]"));
  }

  @Test
  void repeatsSlopesForAllChannelsThatDiffer() {
    String slopes = "weight s1: f32[1] = [0.5]; weight s2: f32[1] = [0.25]";
    RULE.on(siblings("prelu(c1, s1)", "prelu(c2, s2)", slopes)).rewritesTo(joined("prelu(c, s)", "weight s: f32[5]"));
  }

  @Test
  void keepsOneSlopeForAllChannels() {
    String slope = "weight s: f32[1] = [0.5]";
    RULE.on(siblings("prelu(c1, s)", "prelu(c2, s)", slope)).rewritesTo(joined("prelu(c, s)", slope));
  }

  @Test
  void declinesWhereTheConvolutionsStayTwo() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[2, 2, 3, 3]
          output y = concat(relu(conv2d(x, w1)), relu(conv2d(x, w2, pad = [1, 1, 1, 1])))
        }
        """).declines(Reason.OTHER_OP, "kernel [1, 1]");
  }

  @Test
  void declinesWhereNoConvolutionIsBehind() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 2, 2]
          output y = concat(relu(x), relu(maxpool2d(x, kernel = [1, 1])))
        }
        """).declines(Reason.OTHER_OP, "follows no convolution");
  }

  @Test
  void declinesWhereTheConvolutionsReadDifferentValues() {
    RULE.on(siblings("relu(c1)", "relu(c2)", "input z: f32[1, 2, 2, 2]").replace("conv2d(x, w2)", "conv2d(z, w2)"))
        .declines(Reason.OTHER_OP, "conv2d c2 reads z");
  }

  @Test
  void declinesDifferentFunctions() {
    RULE.on(siblings("relu(c1)", "tanh(c2)", "")).declines(Reason.OTHER_OP, "different functions");
    RULE.on(siblings("leaky_relu(c1, slope = 0.5)", "leaky_relu(c2, slope = 0.25)", "")).declines(Reason.OTHER_OP);
  }

  @Test
  void declinesWhenAnActivationIsUsedTwice() {
    RULE.on(siblings("relu(c1)", "relu(c2)", "").replace("concat(r1, r2)", "concat(r1, r2); output z = tanh(r1)"))
        .declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenAnActivationIsAnOutput() {
    RULE.on(siblings("relu(c1)", "relu(c2)", "").replace("concat(r1, r2)", "concat(r1, r2); output z = r1")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAComputedSlope() {
    RULE.on(siblings("prelu(c1, s)", "prelu(c2, s)", "input s: f32[1]")).declines(Reason.NOT_CONSTANT);
  }

  @Test
  void declinesAnotherAxis() {
    String other =
        siblings("relu(c1)", "relu(c2)", "").replace("w2: f32[3, 2", "w2: f32[2, 2").replace("concat(r1, r2)", "concat(r1, r2, axis = 2)");
    RULE.on(other).declines(Reason.AXIS);
  }

  private static String siblings(String first, String second, String more) {
    return """
        net t {
          input x: f32[1, 2, 2, 2]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[3, 2, 1, 1]
          %s
          c1 = conv2d(x, w1)
          c2 = conv2d(x, w2)
          r1 = %s
          r2 = %s
          output y = concat(r1, r2)
        }
        """.formatted(more, first, second);
  }

  private static String joined(String function, String more) {
    return """
        net t {
          input x: f32[1, 2, 2, 2]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[3, 2, 1, 1]
          %s
          c = concat(conv2d(x, w1), conv2d(x, w2))
          output y = %s
        }
        """.formatted(more, function);
  }
}
