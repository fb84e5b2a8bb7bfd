package netc.rule.merge;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ComposeConvAfterPointwiseTest {
  private static final RuleTester RULE = RuleTester.of(new ComposeConvAfterPointwise());

  @Test
  void composesBehindPaddingWithoutBias() {
    RULE.on(net("c = conv2d(x, w1)", "d = conv2d(c, w2, b2, stride = [2, 1], pad = [1, 2, 0, 1], dilation = [1, 2])", "output y = d"))
        .rewritesTo("""
            net n {
              input x: f32[2, 2, 7, 6]
              weight w: f32[3, 2, 3, 2]
              weight b: f32[3]
              d = conv2d(x, w, b, stride = [2, 1], pad = [1, 2, 0, 1], dilation = [1, 2])
              output y = d
            }
            """);
  }

  @Test
  void propagatesABiasWithoutPadding() {
    RULE.on(net("c = conv2d(x, w1, b1)", "d = conv2d(c, w2, b2)", "output y = d")).rewritesTo("""
        net n {
          input x: f32[2, 2, 7, 6]
          weight w: f32[3, 2, 3, 2]
          weight b: f32[3]
          d = conv2d(x, w, b)
          output y = d
        }
        """);
  }

  @Test
  void composesWithoutAnyBias() {
    RULE.on(net("c = conv2d(x, w1)", "d = conv2d(c, w2)", "r = relu(d)", "output y = r")).rewritesTo("""
        net n {
          input x: f32[2, 2, 7, 6]
          weight w: f32[3, 2, 3, 2]
          d = conv2d(x, w)
          r = relu(d)
          output y = r
        }
        """);
  }

  @Test
  void composesTwoPointwiseConvolutionsOfWhichTheSecondPads() {
    RULE.on(net("weight p: f32[3, 5, 1, 1]", "c = conv2d(x, w1)", "d = conv2d(c, p, b2, pad = [1, 0, 2, 0])", "output y = d")).rewritesTo("""
        net n {
          input x: f32[2, 2, 7, 6]
          weight w: f32[3, 2, 1, 1]
          weight b: f32[3]
          d = conv2d(x, w, b, pad = [1, 0, 2, 0])
          output y = d
        }
        """);
  }

  @Test
  void declinesABiasBehindPadding() {
    RULE.on(net("c = conv2d(x, w1, b1)", "d = conv2d(c, w2, pad = [1, 1, 1, 1])", "output y = d"))
        .declines(Reason.BORDER, "conv2d c has a bias");
  }

  @Test
  void declinesAStrideOfTheFirst() {
    RULE.on(net("c = conv2d(x, w1, stride = [1, 2])", "d = conv2d(c, w2)", "output y = d")).declines(Reason.STRIDE, "stride [1, 2]");
  }

  @Test
  void declinesPaddingOfTheFirst() {
    RULE.on(net("c = conv2d(x, w1, pad = [1, 0, 0, 0])", "d = conv2d(c, w2)", "output y = d")).declines(Reason.PADDING, "[1, 0, 0, 0]");
  }

  @Test
  void declinesGroupsOfTheFirst() {
    RULE.on(
        net("weight w: f32[4, 1, 1, 1]", "weight v: f32[3, 4, 3, 3]", "c = conv2d(x, w, groups = 2)", "d = conv2d(c, v)", "output y = d"))
        .declines(Reason.GROUPS, "conv2d c has 2 groups");
  }

  @Test
  void declinesADepthwiseSecond() {
    RULE.on(net("weight w: f32[5, 1, 3, 3]", "c = conv2d(x, w1)", "d = conv2d(c, w, pad = [1, 1, 1, 1], groups = 5)", "output y = d"))
        .declines(Reason.GROUPS, "conv2d d has 5 groups");
  }

  @Test
  void keepsABottleneck() {
    RULE.on("""
        net n {
          input x: f32[1, 64, 56, 56]
          weight w1: f32[8, 64, 1, 1]
          weight w2: f32[64, 8, 3, 3]
          c = conv2d(x, w1)
          d = conv2d(c, w2)
          output y = d
        }
        """).declines(Reason.NOT_PROFITABLE, "MACs 15,042,560 → 107,495,424");
  }

  @Test
  void declinesWhenTheFirstIsShared() {
    RULE.on(net("c = conv2d(x, w1)", "d = conv2d(c, w2)", "r = relu(c)", "output y = d", "output z = r"))
        .declines(Reason.SECOND_USE, "conv2d c has 2 uses");
  }

  @Test
  void declinesWhenTheFirstIsAnOutput() {
    RULE.on(net("c = conv2d(x, w1)", "d = conv2d(c, w2)", "output y = d", "output z = c")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(net("u = relu(w1)", "c = conv2d(x, u)", "d = conv2d(c, w2)", "output y = d")).declines(Reason.NOT_CONSTANT, "conv2d c");
  }

  @Test
  void leavesPairsOfPlainPointwiseConvolutionsToTheOtherRule() {
    RULE.on(net("weight p: f32[3, 5, 1, 1]", "c = conv2d(x, w1)", "d = conv2d(c, p)", "output y = d"))
        .declines(Reason.OTHER_OP, "compose-pointwise-after-conv");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 2, 7, 6]
          weight w1: f32[5, 2, 1, 1]
          weight b1: f32[5]
          weight w2: f32[3, 5, 3, 2]
          weight b2: f32[3]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
