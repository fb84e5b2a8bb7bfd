package netc.rule.merge;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

/** Maps are small here: a launch is more than what is multiplied in vain. */
class MergeUnequalSiblingConvsTest {
  private static final RuleTester RULE = RuleTester.of(new MergeUnequalSiblingConvs());

  @Test
  void extendsTheSmallerWindow() {
    RULE.on(net("a = relu(conv2d(x, u, ub))", "c = relu(conv2d(x, w, pad = [1, 1, 1, 1]))", "j = concat(a, c)", "output y = j"))
        .rewritesTo(
            net("weight v: f32[7, 3, 3, 3]", "weight vb: f32[7]", "j = relu(conv2d(x, v, vb, pad = [1, 1, 1, 1]))", "output y = j"));
  }

  @Test
  void keepsTheOtherOperandsOfTheConcat() {
    RULE.on(net("a = conv2d(x, t, pad = [0, 1, 0, 1])", "c = conv2d(x, s, pad = [1, 0, 1, 0])", "j = concat(x, a, c, x)", "output y = j"))
        .rewritesTo(net("weight v: f32[5, 3, 3, 3]", "a = conv2d(x, v, pad = [1, 1, 1, 1])", "j = concat(x, a, x)", "output y = j"));
  }

  @Test
  void findsAWindowForDilationAndStride() {
    RULE.on(net("weight b2: f32[4]", "a = conv2d(x, w, b2, stride = [2, 1], pad = [2, 2, 2, 2], dilation = [2, 2])",
        "c = conv2d(x, u, stride = [2, 1])", "j = concat(a, c)", "output y = j"))
        .rewritesTo(net("weight v: f32[7, 3, 3, 3]", "weight vb: f32[7]",
            "j = conv2d(x, v, vb, stride = [2, 1], pad = [2, 2, 2, 2], dilation = [2, 2])", "output y = j"));
  }

  @Test
  void declinesWhatMultipliesMuchMore() {
    RULE.on("""
        net n {
          input x: f32[1, 64, 28, 28]
          weight u: f32[256, 64, 1, 1]
          weight w: f32[64, 64, 3, 3]
          a = conv2d(x, u)
          c = conv2d(x, w, pad = [1, 1, 1, 1])
          j = concat(a, c)
          output y = j
        }
        """).declines(Reason.NOT_PROFITABLE, "MACs 41,746,432 → 144,506,880");
  }

  @Test
  void declinesDifferentFunctions() {
    RULE.on(net("a = relu(conv2d(x, u))", "c = tanh(conv2d(x, w, pad = [1, 1, 1, 1]))", "j = concat(a, c)", "output y = j"))
        .declines(Reason.OTHER_OP, "no neighbouring convolutions of one input");
  }

  @Test
  void leavesEqualWindowsToAnotherRule() {
    RULE.on(net("a = conv2d(x, u)", "c = conv2d(x, u, ub)", "j = concat(a, c)", "output y = j")).declines(Reason.OTHER_OP);
  }

  /** A window of 2³⁰ + 1 rows and columns has no array to be in. */
  @Test
  void declinesAWindowOfTooManyTaps() {
    RULE.on(net("weight k: f32[4, 3, 2, 2]", "a = conv2d(x, u)",
        "c = conv2d(x, k, pad = [1, 1, 1073741823, 1073741823], dilation = [1073741824, 1073741824])", "j = concat(a, c)", "output y = j"))
        .declines(Reason.KERNEL, "conv2d a and conv2d c: the weight would have");
  }

  /** As many places, two cells apart and one. */
  @Test
  void declinesDifferentStrides() {
    RULE.on(net("weight k: f32[2, 3, 4, 3]", "a = conv2d(x, u, stride = [2, 2])", "c = conv2d(x, k)", "j = concat(a, c)", "output y = j"))
        .declines(Reason.STRIDE, "strides are [2, 2] and [1, 1]");
  }

  @Test
  void declinesGroups() {
    RULE.on(net("weight g: f32[6, 1, 1, 1]", "a = conv2d(x, g, groups = 3)", "c = conv2d(x, w, pad = [1, 1, 1, 1])", "j = concat(a, c)",
        "output y = j")).declines(Reason.GROUPS);
  }

  @Test
  void declinesRows() {
    RULE.on(net("weight k: f32[4, 3, 1, 1]", "a = conv2d(x, k)", "c = conv2d(x, w, pad = [1, 1, 1, 1])", "j = concat(a, c, axis = 2)",
        "output y = j")).declines(Reason.AXIS);
  }

  @Test
  void declinesWhatIsUsedElsewhere() {
    RULE.on(net("a = conv2d(x, u)", "c = conv2d(x, w, pad = [1, 1, 1, 1])", "j = concat(a, c)", "t = tanh(c)", "output y = j",
        "output z = t")).declines(Reason.SECOND_USE, "conv2d c has 2 uses");
    RULE.on(net("a = conv2d(x, u)", "c = conv2d(x, w, pad = [1, 1, 1, 1])", "j = concat(a, c)", "output y = j", "output z = a"))
        .declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAComputedFilter() {
    RULE.on(net("a = conv2d(x, relu(u))", "c = conv2d(x, w, pad = [1, 1, 1, 1])", "j = concat(a, c)", "output y = j"))
        .declines(Reason.NOT_CONSTANT);
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[1, 3, 6, 5]
          weight u: f32[3, 3, 1, 1]
          weight ub: f32[3]
          weight w: f32[4, 3, 3, 3]
          weight t: f32[3, 3, 1, 3]
          weight s: f32[2, 3, 3, 1]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
