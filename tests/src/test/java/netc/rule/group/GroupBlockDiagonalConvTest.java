package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class GroupBlockDiagonalConvTest {
  private static final RuleTester RULE = RuleTester.of(new GroupBlockDiagonalConv());

  @Test
  void findsTwoGroups() {
    RULE.on("""
        net n {
          input x: f32[2, 4, 3, 4]
          weight w: f32[6, 4, 1, 2] = [1, 2, 3, 4, 0, 0, 0, 0,  5, 6, 0, 8, 0, 0, 0, 0,  9, 1, 2, 3, 0, 0, 0, 0,
                                       0, 0, 0, 0, 4, 5, 6, 7,  0, 0, 0, 0, 8, 9, 1, 2,  0, 0, 0, 0, 3, 4, 5, 6]
          weight b: f32[6]
          c = conv2d(x, w, b, pad = [0, 0, 0, 1])
          output y = c
        }
        """).rewritesTo("""
        net n {
          input x: f32[2, 4, 3, 4]
          weight w: f32[6, 2, 1, 2]
          weight b: f32[6]
          c = conv2d(x, w, b, pad = [0, 0, 0, 1], groups = 2)
          output y = c
        }
        """);
  }

  @Test
  void findsADepthwiseConvolution() {
    RULE.on("""
        net n {
          input x: f32[1, 3, 2, 2]
          weight w: f32[3, 3, 1, 1] = [5, 0, 0, 0, 6, 0, 0, 0, 7]
          c = conv2d(x, w)
          output y = c
        }
        """).rewritesTo("""
        net n {
          input x: f32[1, 3, 2, 2]
          weight w: f32[3, 1, 1, 1]
          c = conv2d(x, w, groups = 3)
          output y = c
        }
        """);
  }

  @Test
  void declinesOneElementBetweenTheBlocks() {
    RULE.on("""
        net n {
          input x: f32[1, 2, 2, 2]
          weight w: f32[2, 2, 1, 1] = [5, 0, 1, 6]
          c = conv2d(x, w)
          output y = c
        }
        """).declines(Reason.OTHER_OP, "conv2d c has no zero blocks");
  }

  @Test
  void doesNotMakeWeights() {
    RULE.on("""
        net n {
          input x: f32[1, 2, 2, 2]
          weight w: f32[2, 2, 1, 1]
          c = conv2d(x, w)
          output y = c
        }
        """).declines(Reason.OTHER_OP, "conv2d c has a weight that is not stored");
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on("""
        net n {
          input x: f32[1, 2, 2, 2]
          weight w: f32[2, 2, 1, 1] = [5, 0, 0, 6]
          r = relu(w)
          c = conv2d(x, r)
          output y = c
        }
        """).declines(Reason.NOT_CONSTANT, "operand weight of conv2d c");
  }

  @Test
  void declinesGroups() {
    RULE.on("""
        net n {
          input x: f32[1, 4, 2, 2]
          weight w: f32[4, 2, 1, 1] = [5, 0, 0, 6, 5, 0, 0, 6]
          c = conv2d(x, w, groups = 2)
          output y = c
        }
        """).declines(Reason.OTHER_OP, "conv2d c has several groups");
  }
}
