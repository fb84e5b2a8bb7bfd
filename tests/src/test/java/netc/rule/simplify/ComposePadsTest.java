package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ComposePadsTest {
  private static final RuleTester RULE = RuleTester.of(new ComposePads());

  @Test
  void addsPaddingsOfOneValue() {
    RULE.on(net("pad(p, [0, 1, 0, 2], value = 1.5)")).rewritesTo(net("pad(x, [1, 3, 3, 6], value = 1.5)"));
  }

  @Test
  void addsPaddingsByTheEdge() {
    RULE.on(net("pad(pad(x, [1, 0, 0, 1], mode = edge), [0, 2, 1, 0], mode = edge)")).rewritesTo(net("pad(x, [1, 2, 1, 1], mode = edge)"));
  }

  @Test
  void declinesOtherValuesAndModes() {
    RULE.on(net("pad(p, [0, 1, 0, 2], value = 0.5)")).declines(Reason.PADDING);
    RULE.on(net("pad(p, [0, 1, 0, 2], mode = edge)")).declines(Reason.PADDING);
    RULE.on(net("pad(pad(x, [1, 1, 1, 1], mode = reflect), [1, 1, 1, 1], mode = reflect)")).declines(Reason.PADDING, "reflects");
  }

  @Test
  void declinesWhenTheInnerOneIsUsedElsewhere() {
    RULE.on(net("pad(p, [1, 1, 1, 1], value = 1.5)\noutput z = tanh(p)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheInnerOneIsAnOutput() {
    RULE.on(net("pad(p, [1, 1, 1, 1], value = 1.5)\noutput z = p")).declines(Reason.IS_OUTPUT);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 3, 4, 5]
          p = pad(x, [1, 2, 3, 4], value = 1.5)
          output y = %s
        }
        """.formatted(expression);
  }
}
