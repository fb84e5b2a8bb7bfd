package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class MergeConvGroupsTest {
  private static final RuleTester RULE = RuleTester.of(new MergeConvGroups());

  @Test
  void putsZerosBetweenGroups() {
    RULE.on("""
        net n {
          input x: f32[1, 6, 5, 4]
          weight w: f32[9, 2, 3, 2]
          weight b: f32[9]
          c = conv2d(x, w, b, stride = [2, 1], pad = [1, 1, 0, 1], groups = 3)
          output y = c
        }
        """).rewritesTo("""
        net n {
          input x: f32[1, 6, 5, 4]
          weight w: f32[9, 6, 3, 2]
          weight b: f32[9]
          c = conv2d(x, w, b, stride = [2, 1], pad = [1, 1, 0, 1])
          output y = c
        }
        """);
  }

  @Test
  void declinesDenseAndDepthwiseConvolutions() {
    RULE.on("""
        net n {
          input x: f32[1, 4, 5, 5]
          weight w: f32[4, 4, 3, 3]
          weight d: f32[4, 1, 3, 3]
          c = conv2d(x, w)
          e = conv2d(c, d, groups = 4)
          output y = e
        }
        """).declines(Reason.GROUPS, "conv2d c has 1 groups of 4 channels").declines(Reason.GROUPS, "conv2d e has 4 groups of 1 channels");
  }
}
