package netc.rule.merge;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ComposePointwiseAfterConvTest {
  private static final RuleTester RULE = RuleTester.of(new ComposePointwiseAfterConv());

  @Test
  void composesWithBothBiasesAndThePaddingOfTheFirst() {
    RULE.on(net("c = conv2d(x, w1, b1, stride = [2, 1], pad = [1, 2, 0, 1], dilation = [1, 2])", "d = conv2d(c, w2, b2)", "output y = d"))
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
  void composesWithoutBias() {
    RULE.on(net("c = conv2d(x, w1, pad = [1, 1, 1, 1])", "d = conv2d(c, w2)", "r = relu(d)", "output y = r")).rewritesTo("""
        net n {
          input x: f32[2, 2, 7, 6]
          weight w: f32[3, 2, 3, 2]
          d = conv2d(x, w, pad = [1, 1, 1, 1])
          r = relu(d)
          output y = r
        }
        """);
  }

  @Test
  void keepsTheBiasOfTheSecond() {
    RULE.on(net("c = conv2d(x, w1)", "d = conv2d(c, w2, b2)", "output y = d")).rewritesTo(DENSE);
  }

  @Test
  void propagatesTheBiasOfTheFirst() {
    RULE.on(net("c = conv2d(x, w1, b1)", "d = conv2d(c, w2)", "output y = d")).rewritesTo(DENSE);
  }

  private static final String DENSE = """
      net n {
        input x: f32[2, 2, 7, 6]
        weight w: f32[3, 2, 3, 2]
        weight b: f32[3]
        d = conv2d(x, w, b)
        output y = d
      }
      """;

  @Test
  void multipliesStrides() {
    RULE.on(net("c = conv2d(x, w1, b1, stride = [1, 2], pad = [1, 1, 1, 1])", "d = conv2d(c, w2, b2, stride = [3, 2])", "output y = d"))
        .rewritesTo("""
            net n {
              input x: f32[2, 2, 7, 6]
              weight w: f32[3, 2, 3, 2]
              weight b: f32[3]
              d = conv2d(x, w, b, stride = [3, 4], pad = [1, 1, 1, 1])
              output y = d
            }
            """);
  }

  @Test
  void composesAChain() {
    RULE.on(net("weight w3: f32[2, 3, 1, 1]", "c = conv2d(x, w1, b1)", "d = conv2d(c, w2)", "e = conv2d(d, w3)", "output y = e"))
        .rewritesTo("""
        net n {
          input x: f32[2, 2, 7, 6]
          weight w: f32[2, 2, 3, 2]
          weight b: f32[2]
          e = conv2d(x, w, b)
          output y = e
        }
        """);
  }

  @Test
  void declinesPaddingInBetween() {
    RULE.on(net("c = conv2d(x, w1)", "d = conv2d(c, w2, b2, pad = [0, 0, 0, 1])", "output y = d"))
        .declines(Reason.BORDER, "conv2d d pads the result of conv2d c by [0, 0, 0, 1]");
  }

  @Test
  void declinesGroupsOfTheFirst() {
    RULE.on(net("weight w: f32[5, 1, 3, 3]", "weight p: f32[5, 2, 1, 1]", "a = conv2d(x, p)", "c = conv2d(a, w, groups = 5)",
        "d = conv2d(c, w2)", "output y = d")).declines(Reason.GROUPS, "conv2d c has 5 groups");
  }

  @Test
  void declinesGroupsOfTheSecond() {
    RULE.on(net("weight w: f32[10, 1, 1, 1]", "c = conv2d(x, w1)", "d = conv2d(c, w, groups = 5)", "output y = d"))
        .declines(Reason.GROUPS, "conv2d d has 5 groups");
  }

  @Test
  void keepsAFactorization() {
    RULE.on("""
        net n {
          input x: f32[1, 64, 56, 56]
          weight w1: f32[8, 64, 1, 1]
          weight w2: f32[72, 8, 1, 1]
          c = conv2d(x, w1)
          d = conv2d(c, w2)
          output y = d
        }
        """).declines(Reason.NOT_PROFITABLE, "MACs 3,411,968 → 14,450,688");
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
    RULE.on(net("u = relu(w2)", "c = conv2d(x, w1)", "d = conv2d(c, u)", "output y = d")).declines(Reason.NOT_CONSTANT, "conv2d d");
  }

  @Test
  void declinesAComputedBiasOfTheFirst() {
    RULE.on(net("u = relu(b1)", "c = conv2d(x, w1, u)", "d = conv2d(c, w2)", "output y = d")).declines(Reason.NOT_CONSTANT, "conv2d c");
  }

  @Test
  void declinesAnActivationInBetween() {
    RULE.on(net("c = conv2d(x, w1)", "r = relu(c)", "d = conv2d(r, w2)", "output y = d"))
        .declines(Reason.OTHER_OP, "is computed by relu r, not by conv2d");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 2, 7, 6]
          weight w1: f32[5, 2, 3, 2]
          weight b1: f32[5]
          weight w2: f32[3, 5, 1, 1]
          weight b2: f32[3]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
