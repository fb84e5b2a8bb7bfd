package netc.rule.recognize;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class RecognizeGlobalAvgPoolTest {
  private static final RuleTester RULE = RuleTester.of(new RecognizeGlobalAvgPool());

  @Test
  void findsTheMeanOfWholeMaps() {
    RULE.on(net("2, 3, 4, 8", "reduce_mean(x, [2, 3])")).rewritesTo(net("2, 3, 4, 8", "global_avgpool(x)"));
    RULE.on(net("2, 3, 4, 8", "reduce_mean(x, [3, 2], false)")).rewritesTo(net("2, 3, 4, 8", "flatten(global_avgpool(x))"));
  }

  @Test
  void declinesOtherAxes() {
    RULE.on(net("2, 3, 4, 8", "reduce_mean(x, [1, 2])")).declines(Reason.AXIS, "axes [1, 2]");
    RULE.on(net("2, 3, 4, 8, 2", "reduce_mean(x, [2, 3])")).declines(Reason.AXIS);
    RULE.on(net("2, 3, 4, 8", "reduce_mean(x, [3])")).declines(Reason.AXIS);
  }

  private static String net(String shape, String expression) {
    return """
        net n {
          input x: f32[%s]
          output y = %s
        }
        """.formatted(shape, expression);
  }
}
