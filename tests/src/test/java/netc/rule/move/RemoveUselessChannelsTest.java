package netc.rule.move;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class RemoveUselessChannelsTest {
  private static final RuleTester RULE = RuleTester.of(new RemoveUselessChannels());

  @Test
  void removesWhatIsMultipliedByZeros() {
    RULE.on(net("weight v: f32[2, 3, 1, 1] = [1, 0, 2, -1, 0, 3]", "weight k: f32[3]", "weight kv: f32[3] = uniform(0.5, 1.5)",
        "weight d: f32[3, 1, 2, 2]", "a = conv2d(x, w, wb)", "n = batchnorm(a, k, k, k, kv)", "g = conv2d(n, d, wb, groups = 3)",
        "q = prelu(g, k)", "s = sigmoid(q)", "c = conv2d(s, v, vb)", "output y = c"))
        .rewritesTo(net("weight v: f32[2, 2, 1, 1]", "weight k: f32[2]", "weight l: f32[2]", "weight m: f32[2]", "weight o: f32[2]",
            "weight kv: f32[2]", "weight d: f32[2, 1, 2, 2]", "weight w2: f32[2, 2, 1, 1]", "weight b1: f32[2]", "weight b2: f32[2]",
            "a = conv2d(x, w2, b1)", "n = batchnorm(a, k, l, m, kv)", "g = conv2d(n, d, b2, groups = 2)", "q = prelu(g, o)",
            "s = sigmoid(q)", "c = conv2d(s, v, vb)", "output y = c"));
  }

  @Test
  void removesFiltersOfZeros() {
    RULE.on(net("weight z: f32[3, 2, 1, 1] = [0, 0, 1, 2, 3, -1]", "weight zb: f32[3] = [0, 1, 0]", "weight v: f32[2, 3, 3, 3]",
        "a = conv2d(x, z, zb)", "r = relu(a)", "p = maxpool2d(r, kernel = [2, 2])", "c = conv2d(p, v, vb, pad = [1, 1, 1, 1])",
        "output y = c"))
        .rewritesTo(net("weight z: f32[2, 2, 1, 1]", "weight zb: f32[2]", "weight v: f32[2, 2, 3, 3]", "a = conv2d(x, z, zb)",
            "r = relu(a)", "p = maxpool2d(r, kernel = [2, 2])", "c = conv2d(p, v, vb, pad = [1, 1, 1, 1])", "output y = c"));
  }

  /** A filter of zeros with a bias, or before a function that makes something of zero, is a constant, not nothing. */
  @Test
  void declinesWhatIsNotZero() {
    String z = "weight z: f32[3, 2, 1, 1] = [0, 0, 1, 2, 3, -1]";
    String v = "weight v: f32[2, 3, 1, 1] = [1, 2, 3, 4, 5, 6]";
    RULE.on(net(z, v, "weight zb: f32[3] = [2, 1, 0]", "c = conv2d(conv2d(x, z, zb), v)", "output y = c"))
        .declines(Reason.OTHER_OP, "are all of use");
    RULE.on(net(z, v, "c = conv2d(sigmoid(conv2d(x, z)), v)", "output y = c")).declines(Reason.OTHER_OP, "are all of use");
    RULE.on(net(z, v, "weight d: f32[3, 1, 1, 1]", "weight db: f32[3]", "c = conv2d(conv2d(conv2d(x, z), d, db, groups = 3), v)",
        "output y = c")).declines(Reason.OTHER_OP, "are all of use");
  }

  /** Rows −1 and 4 of the map of 4 rows: the maximum of a channel of zeros is −∞ there. */
  @Test
  void declinesZerosBeforeAWindowOfPaddingAlone() {
    RULE.on(net("weight z: f32[3, 2, 1, 1] = [0, 0, 1, 2, 3, -1]", "weight v: f32[2, 3, 1, 1] = [1, 2, 3, 4, 5, 6]",
        "p = maxpool2d(conv2d(x, z), kernel = [2, 1], pad = [1, 0, 1, 0], dilation = [5, 1])", "c = conv2d(p, v)", "output y = c"))
        .declines(Reason.OTHER_OP, "are all of use");
  }

  /** As above, and such an −∞ by a weight of zero is no zero. */
  @Test
  void declinesWeightsOfZerosAfterAWindowOfPaddingAlone() {
    RULE.on(net("weight v: f32[2, 3, 1, 1] = [1, 0, 2, -1, 0, 3]",
        "p = maxpool2d(conv2d(x, w), kernel = [2, 1], pad = [1, 0, 1, 0], dilation = [5, 1])", "c = conv2d(p, v)", "output y = c"))
        .declines(Reason.OTHER_OP, "are all of use");
  }

  @Test
  void looksAtNoWeightThatWouldHaveToBeMade() {
    RULE.on(net("weight v: f32[2, 3, 1, 1] = fill(0)", "c = conv2d(conv2d(x, w), v)", "output y = c"))
        .declines(Reason.OTHER_OP, "their weights not stored");
  }

  @Test
  void declinesGroups() {
    RULE.on(net("weight v: f32[1, 4, 1, 1] = [1, 0, 2, 0]", "weight u: f32[4, 1, 1, 1]", "c = conv2d(conv2d(x, u, groups = 2), v)",
        "output y = c")).declines(Reason.OTHER_OP, "no dense convolution");
  }

  @Test
  void declinesWhatIsUsedElsewhere() {
    String v = "weight v: f32[2, 3, 1, 1] = [1, 0, 2, -1, 0, 3]";
    RULE.on(net(v, "a = conv2d(x, w)", "c = conv2d(a, v)", "t = tanh(a)", "output y = c", "output z = t")).declines(Reason.SECOND_USE);
    RULE.on(net(v, "a = conv2d(x, w)", "r = relu(a)", "c = conv2d(r, v)", "output y = c", "output z = r")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(net("weight v: f32[2, 3, 1, 1] = [1, 0, 2, -1, 0, 3]", "u = relu(v)", "c = conv2d(conv2d(x, w), u)", "output y = c"))
        .declines(Reason.NOT_CONSTANT);
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[1, 2, 4, 5]
          weight w: f32[3, 2, 1, 1]
          weight wb: f32[3]
          weight vb: f32[2]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
