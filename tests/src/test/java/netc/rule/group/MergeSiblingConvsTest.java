package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class MergeSiblingConvsTest {
  private static final RuleTester RULE = RuleTester.of(new MergeSiblingConvs());

  @Test
  void mergesThreeOfDifferentWidthsInOrder() {
    RULE.on("""
        net t {
          input x: f32[2, 3, 5, 4]
          weight w1: f32[2, 3, 3, 1]
          weight w2: f32[1, 3, 3, 1]
          weight w3: f32[4, 3, 3, 1]
          c1 = conv2d(x, w1, stride = [2, 1], pad = [1, 0, 1, 0])
          c2 = conv2d(x, w2, stride = [2, 1], pad = [1, 0, 1, 0])
          c3 = conv2d(x, w3, stride = [2, 1], pad = [1, 0, 1, 0])
          output y = concat(c2, c3, c1)
        }
        """).rewritesTo("""
        net t {
          input x: f32[2, 3, 5, 4]
          weight w: f32[7, 3, 3, 1]
          output y = conv2d(x, w, stride = [2, 1], pad = [1, 0, 1, 0])
        }
        """);
  }

  @Test
  void aMissingBiasIsZeros() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[3, 2, 1, 1]
          weight b2: f32[3]
          output y = concat(conv2d(x, w1), conv2d(x, w2, b2))
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w: f32[5, 2, 1, 1]
          weight b: f32[5]
          output y = conv2d(x, w, b)
        }
        """);
  }

  @Test
  void keepsTheOperandsAround() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[3, 2, 1, 1]
          weight w3: f32[1, 2, 1, 1]
          weight w4: f32[2, 2, 1, 1]
          weight w5: f32[1, 2, 1, 1]
          output y = concat(x, conv2d(x, w1), conv2d(x, w2), relu(x), conv2d(x, w3), tanh(x), conv2d(x, w4), conv2d(x, w5))
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight v1: f32[5, 2, 1, 1]
          weight w3: f32[1, 2, 1, 1]
          weight v2: f32[3, 2, 1, 1]
          output y = concat(x, conv2d(x, v1), relu(x), conv2d(x, w3), tanh(x), conv2d(x, v2))
        }
        """);
  }

  @Test
  void declinesWhenAConvolutionIsUsedTwice() {
    RULE.on(siblings("", "", "output z = relu(c1)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenAConvolutionIsAnOutput() {
    RULE.on(siblings("", "", "output z = c2")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesOtherAttributes() {
    RULE.on(siblings("", ", stride = [2, 2]", "")).declines(Reason.STRIDE, "conv2d c1 has stride [1, 1], conv2d c2 has [2, 2]");
    RULE.on(siblings("", ", dilation = [2, 2]", "")).declines(Reason.DILATION);
    RULE.on(siblings(", pad = [0, 0, 2, 2]", ", pad = [1, 1, 1, 1]", "")).declines(Reason.PADDING);
    RULE.on(siblings("", "", "").replace("w2: f32[2, 2, 1, 1]", "w2: f32[2, 2, 3, 3]").replace("w2)", "w2, pad = [1, 1, 1, 1])"))
        .declines(Reason.KERNEL);
  }

  @Test
  void declinesSeveralGroups() {
    String grouped = siblings(", groups = 2", ", groups = 2", "").replace("f32[2, 2, 1, 1]", "f32[2, 1, 1, 1]");
    RULE.on(grouped).declines(Reason.GROUPS, "has groups");
    RULE.on(siblings("", ", groups = 2", "").replace("w2: f32[2, 2, 1, 1]", "w2: f32[2, 1, 1, 1]")).declines(Reason.GROUPS);
  }

  @Test
  void declinesDifferentInputs() {
    RULE.on(siblings("", "", "").replace("conv2d(x, w2)", "conv2d(relu(x), w2)")).declines(Reason.INPUTS, "conv2d c1 reads x");
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(siblings("", "", "").replace("weight w1", "input w1")).declines(Reason.NOT_CONSTANT);
  }

  @Test
  void declinesAnotherAxis() {
    RULE.on(siblings("", "", "").replace("concat(c1, c2)", "concat(c1, c2, axis = 2)")).declines(Reason.AXIS);
  }

  @Test
  void declinesConvolutionsThatAreNoNeighbours() {
    RULE.on(siblings("", "", "").replace("concat(c1, c2)", "concat(c1, x, c2)")).declines(Reason.OTHER_OP);
  }

  private static String siblings(String first, String second, String more) {
    return """
        net t {
          input x: f32[1, 2, 1, 1]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[2, 2, 1, 1]
          c1 = conv2d(x, w1%s)
          c2 = conv2d(x, w2%s)
          output y = concat(c1, c2)
          %s
        }
        """.formatted(first, second, more);
  }
}
