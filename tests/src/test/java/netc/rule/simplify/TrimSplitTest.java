package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class TrimSplitTest {
  private static final RuleTester RULE = RuleTester.of(new TrimSplit());

  @Test
  void slicesThePartThatIsRead() {
    RULE.on(net("a, b, c, d = split(x, [1, 2, 4, 5])", "tanh(b)")).rewritesTo(net("b = slice(x, [1], [3], [1])", "tanh(b)"));
    RULE.on(net("a, b = split(x, [1, 4], axis = 3)", "b")).rewritesTo(net("b = slice(x, [1], [5], [3])", "b"));
  }

  @Test
  void joinsPartsThatNobodyReads() {
    RULE.on(net("a, b, c, d = split(x, [1, 2, 4, 5])", "neg(b) * neg(b)\noutput z = a"))
        .rewritesTo(net("a, b, c = split(x, [1, 2, 9])", "neg(b) * neg(b)\noutput z = a"));
    RULE.on(net("a, b, c, d, e = split(x, [1, 2, 4, 3, 2])", "e\noutput z = a"))
        .rewritesTo(net("a, b, c = split(x, [1, 9, 2])", "c\noutput z = a"));
  }

  @Test
  void leavesOnePartOrAllReadOrNoNeighbours() {
    RULE.on(net("a = split(x, [12])", "a")).declines(Reason.OTHER_OP, "has one part");
    RULE.on(net("a, b = split(x, [5, 7])", "a\noutput z = b")).declines(Reason.OTHER_OP);
    RULE.on(net("a, b, c = split(x, [5, 4, 3])", "a\noutput z = c")).declines(Reason.OTHER_OP, "no neighbouring parts");
  }

  private static String net(String split, String expression) {
    return """
        net n {
          input x: f32[2, 12, 4, 5]
          %s
          output y = %s
        }
        """.formatted(split, expression);
  }
}
