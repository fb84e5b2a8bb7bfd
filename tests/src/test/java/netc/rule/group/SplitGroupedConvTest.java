package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class SplitGroupedConvTest {
  private static final RuleTester RULE = RuleTester.of(new SplitGroupedConv());

  @Test
  void takesTheGroupsApart() {
    RULE.on("""
        net t {
          input x: f32[2, 4, 5, 4]
          weight w: f32[6, 2, 3, 2]
          weight b: f32[6]
          output y = conv2d(x, w, b, stride = [2, 1], pad = [1, 0, 1, 1], groups = 2)
        }
        """).rewritesTo("""
        net t {
          input x: f32[2, 4, 5, 4]
          weight w1: f32[3, 2, 3, 2]
          weight b1: f32[3]
          weight w2: f32[3, 2, 3, 2]
          weight b2: f32[3]
          x1, x2 = split(x, [2, 2])
          c1 = conv2d(x1, w1, b1, stride = [2, 1], pad = [1, 0, 1, 1])
          c2 = conv2d(x2, w2, b2, stride = [2, 1], pad = [1, 0, 1, 1])
          output y = concat(c1, c2)
        }
        """);
  }

  @Test
  void takesADepthwiseConvolutionApart() {
    RULE.on("""
        net t {
          input x: f32[1, 3, 2, 2]
          weight w: f32[3, 1, 2, 2]
          c = conv2d(x, w, groups = 3)
          output y = relu(c)
          output z = c
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 3, 2, 2]
          weight w1: f32[1, 1, 2, 2]
          weight w2: f32[1, 1, 2, 2]
          weight w3: f32[1, 1, 2, 2]
          x1, x2, x3 = split(x, [1, 1, 1])
          c = concat(conv2d(x1, w1), conv2d(x2, w2), conv2d(x3, w3))
          output y = relu(c)
          output z = c
        }
        """);
  }

  @Test
  void declinesOneGroup() {
    RULE.on("""
        net t {
          input x: f32[1, 3, 2, 2]
          weight w: f32[3, 3, 1, 1]
          output y = conv2d(x, w)
        }
        """).declines(Reason.GROUPS, "has one group");
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on("""
        net t {
          input x: f32[1, 3, 2, 2]
          input w: f32[3, 1, 1, 1]
          output y = conv2d(x, w, groups = 3)
        }
        """).declines(Reason.NOT_CONSTANT);
  }
}
