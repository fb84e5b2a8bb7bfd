package netc.rule.merge;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeParallelBranchesTest {
  private static final RuleTester RULE = RuleTester.of(new MergeParallelBranches());

  @Test
  void mergesABlockOfRepVgg() {
    RULE.on(net("a = conv2d(x, k, pad = [1, 1, 1, 1])", "c = conv2d(x, p, pb)", "d = batchnorm(x, g, b, m, v)", "s = add(a, c)",
        "t = add(s, d)", "output y = t"))
        .rewritesTo(net("t = conv2d(x, k, pb, pad = [1, 1, 1, 1])", "output y = t"));
  }

  @Test
  void mergesTheValueItself() {
    RULE.on(net("a = conv2d(x, k, kb, pad = [1, 1, 1, 1])", "s = add(x, a)", "r = relu(s)", "output y = r"))
        .rewritesTo(net("s = conv2d(x, k, kb, pad = [1, 1, 1, 1])", "r = relu(s)", "output y = r"));
  }

  @Test
  void mergesTheValueAddedTwice() {
    RULE.on(net("a = conv2d(x, p)", "s = add(x, a)", "t = add(s, x)", "output y = t"))
        .rewritesTo(net("s = conv2d(x, p)", "output y = s"));
  }

  @Test
  void mergesConvolutionsWithStride() {
    RULE.on(net("weight l: f32[3, 4, 3, 3]", "weight lb: f32[3]", "weight q: f32[3, 4, 1, 1]", "weight qb: f32[3]",
        "a = conv2d(x, l, lb, stride = [2, 2], pad = [1, 1, 1, 1])", "c = conv2d(x, q, qb, stride = [2, 2])", "s = add(c, a)",
        "output y = s"))
        .rewritesTo(net("weight l: f32[3, 4, 3, 3]", "weight lb: f32[3]",
            "s = conv2d(x, l, lb, stride = [2, 2], pad = [1, 1, 1, 1])", "output y = s"));
  }

  @Test
  void mergesRowsAndColumnsIntoASquare() {
    RULE.on(net("weight h: f32[4, 4, 1, 3]", "weight u: f32[4, 4, 3, 1]", "a = conv2d(x, h, pad = [0, 1, 0, 1])",
        "c = conv2d(x, u, pad = [1, 0, 1, 0])", "d = conv2d(x, k, pad = [1, 1, 1, 1])", "s = add(a, c)", "t = add(s, d)", "output y = t"))
        .rewritesTo(net("t = conv2d(x, k, pad = [1, 1, 1, 1])", "output y = t"));
  }

  @Test
  void mergesIntoAGroupedConvolution() {
    RULE.on(net("weight h: f32[4, 2, 3, 1]", "weight q: f32[4, 2, 1, 1]", "a = conv2d(x, h, pad = [1, 0, 1, 0], groups = 2)",
        "c = conv2d(x, q, groups = 2)", "d = batchnorm(x, g, b, m, v)", "s = add(a, c)", "t = add(d, s)", "output y = t"))
        .rewritesTo(net("weight h: f32[4, 2, 3, 1]", "t = conv2d(x, h, kb, pad = [1, 0, 1, 0], groups = 2)", "output y = t"));
  }

  @Test
  void mergesADepthwiseConvolutionIntoADenseOne() {
    RULE.on(net("weight h: f32[4, 1, 3, 3]", "a = conv2d(x, h, pad = [1, 1, 1, 1], groups = 4)", "c = conv2d(x, k, pad = [1, 1, 1, 1])",
        "s = add(a, c)", "output y = s"))
        .rewritesTo(net("s = conv2d(x, k, pad = [1, 1, 1, 1])", "output y = s"));
  }

  @Test
  void mergesDilatedTapsAroundThePlace() {
    RULE.on(net("a = conv2d(x, k, pad = [2, 2, 2, 2], dilation = [2, 2])", "c = conv2d(x, p, pb, dilation = [3, 3])", "s = add(a, c)",
        "output y = s"))
        .rewritesTo(net("s = conv2d(x, k, pb, pad = [2, 2, 2, 2], dilation = [2, 2])", "output y = s"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"conv2d(x, p, pb, pad = [0, 0, 0, 0])", "conv2d(x, h, pb, pad = [0, 1, 0, 0])", "conv2d(x, h, pb, pad = [0, 0, 0, 1])",
        "conv2d(x, h, pb, pad = [0, 1, 0, 1], dilation = [1, 2])", "conv2d(x, k, pb, pad = [1, 1, 1, 1])"})
  void findsEachTapOfTheSmallerKernel(String smaller) {
    RULE.on(net("weight h: f32[4, 4, 1, 2]", "a = conv2d(x, k, kb, pad = [1, 1, 1, 1])", "c = " + smaller, "s = add(c, a)", "output y = s"))
        .rewritesTo(net("s = conv2d(x, k, kb, pad = [1, 1, 1, 1])", "output y = s"));
  }

  @Test
  void mergesKernelsThatOverlap() {
    RULE.on(net("weight h: f32[4, 4, 1, 2]", "a = conv2d(x, h, pad = [0, 1, 0, 0])", "c = conv2d(x, h, pad = [0, 0, 0, 1])",
        "s = add(c, a)", "output y = s"))
        .rewritesTo(net("weight h: f32[4, 4, 1, 3]", "s = conv2d(x, h, pad = [0, 1, 0, 1])", "output y = s"));
  }

  @Test
  void mergesAveraging() {
    RULE.on(net("weight h: f32[4, 4, 2, 4]", "a = conv2d(x, h, pad = [1, 2, 0, 1])",
        "c = avgpool2d(x, kernel = [2, 2], pad = [1, 0, 0, 1])", "s = add(a, c)", "output y = s"))
        .rewritesTo(net("weight h: f32[4, 4, 2, 4]", "s = conv2d(x, h, pad = [1, 2, 0, 1])", "output y = s"));
  }

  @Test
  void leavesOtherTermsAdded() {
    RULE.on(net("input z: f32[2, 4, 7, 5]", "a = conv2d(x, k, pad = [1, 1, 1, 1])", "r = relu(z)", "s = add(a, r)", "c = conv2d(x, p, pb)",
        "t = add(s, c)", "output y = t"))
        .rewritesTo(net("input z: f32[2, 4, 7, 5]", "a = conv2d(x, k, pb, pad = [1, 1, 1, 1])", "r = relu(z)", "s = add(a, r)",
            "output y = s"));
  }

  @Test
  void mergesEachValuesBranches() {
    RULE.on(net("input z: f32[2, 4, 7, 5]", "a = conv2d(x, k, pad = [1, 1, 1, 1])", "c = conv2d(z, p, pb)", "s = add(a, z)",
        "t = add(x, c)", "u = add(s, t)", "output y = u"))
        .rewritesTo(net("input z: f32[2, 4, 7, 5]", "a = conv2d(x, k, pad = [1, 1, 1, 1])", "c = conv2d(z, p, pb)", "u = add(a, c)",
            "output y = u"));
  }

  @Test
  void mergesACrossOnSmallMapsThoughItMultipliesMore() {
    RULE.on(net("weight h: f32[4, 4, 1, 3]", "weight u: f32[4, 4, 3, 1]", "a = conv2d(x, h, pad = [0, 1, 0, 1])",
        "c = conv2d(x, u, pad = [1, 0, 1, 0])", "s = add(a, c)", "output y = s"))
        .rewritesTo(net("weight h: f32[4, 4, 3, 3]", "s = conv2d(x, h, pad = [1, 1, 1, 1])", "output y = s"));
  }

  @Test
  void declinesCrossesOnLargeMaps() {
    RULE.on("""
        net n {
          input x: f32[1, 16, 64, 64]
          weight h: f32[16, 16, 1, 5]
          weight u: f32[16, 16, 5, 1]
          output y = conv2d(x, h, pad = [0, 2, 0, 2]) + conv2d(x, u, pad = [2, 0, 2, 0])
        }
        """).declines(Reason.NOT_PROFITABLE, "µs on cpu instead of");
  }

  /** The union's padding would be no int, though each one's is. */
  @Test
  void declinesPaddingWithoutEnd() {
    RULE.on("""
        net n {
          input x: f32[1, 1, 1, 4]
          weight h: f32[1, 1, 1, 1]
          weight u: f32[1, 1, 1, 2]
          output y = conv2d(x, h, pad = [0, 0, 0, 2147483647], stride = [1, 3])
                   + conv2d(x, u, pad = [0, 0, 0, 2147483647], stride = [1, 3])
        }
        """).declines(Reason.PADDING, "the padding would be");
  }

  /** Each window is not quite four times the one of all before it; the last one's taps are no long. */
  @Test
  void declinesWindowsThatDoubleWithoutEnd() {
    var sum = new StringBuilder("net n {\n  input x: f32[1, 8, 32, 32]\n  weight k: f32[8, 8, 3, 3]\n  output y = ");
    sum.append("conv2d(x, k, pad = [1, 1, 1, 1]) + conv2d(x, k, pad = [3, 3, 3, 3], dilation = [3, 3])");
    for (int step = 7; step < 1 << 29; step *= 2) {
      sum.append(" + conv2d(x, k, pad = [%1$d, %1$d, %1$d, %1$d], dilation = [%1$d, %1$d])".formatted(step));
    }
    RULE.on(sum + "\n}\n").declines(Reason.NOT_PROFITABLE, "µs on cpu instead of");
  }

  @Test
  void declinesAWeightThatNoArrayHolds() {
    RULE.on("""
        net n {
          input x: f32[1, 16384, 4, 4]
          weight h: f32[16384, 16384, 1, 3]
          weight u: f32[16384, 16384, 3, 1]
          output y = conv2d(x, h, pad = [0, 1, 0, 1]) + conv2d(x, u, pad = [1, 0, 1, 0])
        }
        """).declines(Reason.KERNEL, "the weight would have 2415919104 elements");
  }

  @Test
  void declinesAveragingThatIsLargerThanTheConvolution() {
    RULE.on(net("a = conv2d(x, p)", "c = avgpool2d(x, kernel = [3, 3], pad = [1, 1, 1, 1])", "s = add(a, c)", "output y = s"))
        .declines(Reason.NOT_PROFITABLE, "conv2d a and avgpool2d c");
  }

  @Test
  void declinesAveragesOfFewerCellsAtTheBorder() {
    RULE.on(net("a = conv2d(x, k, pad = [1, 1, 1, 1])", "c = avgpool2d(x, kernel = [3, 3], pad = [1, 1, 1, 1], count_pad = false)",
        "s = add(a, c)", "output y = s"))
        .declines(Reason.BORDER, "avgpool2d c has windows of different sizes");
  }

  @Test
  void declinesOtherStrides() {
    RULE.on(net("weight h: f32[4, 4, 7, 5]", "weight hb: f32[4]", "z = relu(x)", "a = conv2d(z, h, hb)",
        "c = conv2d(z, p, stride = [8, 8])", "s = add(a, c)", "output y = s"))
        .declines(Reason.STRIDE, "strides are [1, 1] and [8, 8]");
  }

  @Test
  void declinesTapsBetweenThoseOfTheOther() {
    RULE.on(net("a = conv2d(x, k, pad = [1, 1, 1, 1])", "c = conv2d(x, k, pad = [2, 2, 2, 2], dilation = [2, 2])", "s = add(a, c)",
        "output y = s"))
        .declines(Reason.NOT_PROFITABLE, "µs on cpu instead of");
  }

  @Test
  void declinesBroadcastBranches() {
    RULE.on(net("weight h: f32[4, 4, 7, 1]", "a = conv2d(x, k, pad = [1, 1, 1, 1])", "c = conv2d(x, h)", "s = add(a, c)", "output y = s"))
        .declines(Reason.SHAPE, "conv2d c is f32[2, 4, 1, 5], the sum f32[2, 4, 7, 5]");
  }

  @Test
  void declinesAConvolutionWithAnotherUse() {
    RULE.on(net("a = conv2d(x, p)", "s = add(a, x)", "t = mul(s, a)", "output y = t")).declines(Reason.SECOND_USE, "conv2d a has 2 uses");
  }

  @Test
  void declinesAnOutput() {
    RULE.on(net("a = conv2d(x, p)", "s = add(a, x)", "output y = s", "output z = a")).declines(Reason.IS_OUTPUT, "conv2d a");
  }

  @Test
  void declinesComputedWeights() {
    RULE.on(net("q = relu(p)", "a = conv2d(x, q)", "s = add(a, x)", "output y = s")).declines(Reason.NOT_CONSTANT, "conv2d a");
  }

  @Test
  void declinesInfiniteNormalization() {
    RULE.on(
        net("weight bad: f32[4] = [1, 1, inf, 1]", "a = conv2d(x, p)", "c = batchnorm(x, bad, b, m, v)", "s = add(a, c)", "output y = s"))
        .declines(Reason.NOT_FINITE, "batchnorm c");
  }

  @Test
  void declinesBranchesOfDifferentValues() {
    RULE.on(net("z = relu(x)", "a = conv2d(x, p)", "s = add(a, z)", "output y = s")).declines(Reason.OTHER_OP, "no convolution in the sum");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 4, 7, 5]
          weight k: f32[4, 4, 3, 3]
          weight kb: f32[4]
          weight p: f32[4, 4, 1, 1]
          weight pb: f32[4]
          weight g: f32[4]
          weight b: f32[4]
          weight m: f32[4]
          weight v: f32[4] = uniform(0.5, 1.5)
        """ + String.join("\n", statements) + "\n}\n";
  }
}
