package netc.rule.move;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ComposeGlobalPoolingAfterConvTest {
  private static final RuleTester RULE = RuleTester.of(new ComposeGlobalPoolingAfterConv());

  @Test
  void makesOneDotProductOfADepthwiseConvolution() {
    RULE.on(net("weight w: f32[4, 1, 3, 3]", "weight b: f32[4]", "c = conv2d(x, w, b, pad = [1, 1, 1, 1], groups = 4)",
        "p = global_avgpool(c)", "output y = p"))
        .rewritesTo(net("weight w: f32[4, 1, 8, 4]", "weight b: f32[4]", "c = conv2d(x, w, b, groups = 4)", "output y = c"));
  }

  /** Cells beyond the last window have no weight, cells under several taps have their sum. */
  @Test
  void knowsStrideDilationAndPaddingOfEachSide() {
    RULE.on(net("weight w: f32[6, 2, 3, 2]", "c = conv2d(x, w, stride = [3, 1], pad = [2, 0, 0, 1], dilation = [1, 2], groups = 2)",
        "p = global_avgpool(c)", "r = relu(p)", "output y = r"))
        .rewritesTo(net("weight w: f32[6, 2, 8, 4]", "c = conv2d(x, w, groups = 2)", "r = relu(c)", "output y = r"));
  }

  @Test
  void declinesWeightsForEachCellOfALargeMap() {
    RULE.on("""
        net n {
          input x: f32[1, 64, 56, 56]
          weight w: f32[256, 64, 3, 3]
          c = conv2d(x, w, stride = [8, 8], pad = [1, 1, 1, 1])
          p = global_avgpool(c)
          output y = p
        }
        """).declines(Reason.NOT_PROFITABLE, "MACs 7,225,344 → 51,380,224");
  }

  @Test
  void declinesAWindowOfTooManyTaps() {
    RULE.on("""
        net n {
          input x: f32[1, 64, 512, 512]
          weight w: f32[256, 64, 3, 3]
          c = conv2d(x, w, pad = [1, 1, 1, 1])
          p = global_avgpool(c)
          output y = p
        }
        """).declines(Reason.KERNEL, "conv2d c would have a weight of 4294967296 elements");
  }

  /** Places far out in the padding have no cell, but are averaged. */
  @Test
  void knowsHowFarPaddingReaches() {
    RULE.on(net("weight w: f32[6, 4, 3, 2]",
        "c = conv2d(x, w, stride = [1073741824, 1], pad = [2147483647, 0, 2147483000, 0], dilation = [1, 2])", "p = global_avgpool(c)",
        "output y = p"))
        .rewritesTo(net("weight w: f32[6, 4, 8, 4]", "c = conv2d(x, w)", "output y = c"));
  }

  @Test
  void leavesPointwiseConvolutionsToAnotherRule() {
    RULE.on(net("weight w: f32[6, 4, 1, 1]", "c = conv2d(x, w)", "p = global_avgpool(c)", "output y = p"))
        .declines(Reason.OTHER_OP, "conv2d c has a 1×1 kernel");
  }

  @Test
  void declinesAComputedFilter() {
    RULE.on(net("weight w: f32[6, 4, 3, 3]", "u = relu(w)", "c = conv2d(x, u)", "p = global_avgpool(c)", "output y = p"))
        .declines(Reason.NOT_CONSTANT);
  }

  @Test
  void declinesWhatIsUsedElsewhere() {
    RULE.on(net("weight w: f32[6, 4, 3, 3]", "c = conv2d(x, w)", "p = global_avgpool(c)", "t = tanh(c)", "output y = p", "output z = t"))
        .declines(Reason.SECOND_USE);
    RULE.on(net("weight w: f32[6, 4, 3, 3]", "c = conv2d(x, w)", "p = global_avgpool(c)", "output y = p", "output z = c"))
        .declines(Reason.IS_OUTPUT);
  }

  private static String net(String... statements) {
    return "net n {\ninput x: f32[2, 4, 8, 4]\n" + String.join("\n", statements) + "\n}\n";
  }
}
