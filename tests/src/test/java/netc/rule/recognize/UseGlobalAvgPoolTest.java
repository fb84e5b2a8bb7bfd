package netc.rule.recognize;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UseGlobalAvgPoolTest {
  private static final RuleTester RULE = RuleTester.of(new UseGlobalAvgPool());

  @ParameterizedTest
  @ValueSource(
      strings = {"avgpool2d(x, [4, 8])", "avgpool2d(x, [4, 8], [4, 8], count_pad = false)", "adaptive_avgpool2d(x, [1, 1])"})
  void findsTheMeanOfWholeMaps(String pool) {
    RULE.on(net(pool)).rewritesTo(net("global_avgpool(x)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"avgpool2d(x, [3, 8])", "avgpool2d(x, [4, 8], [4, 8], pad = [0, 1, 0, 1])", "adaptive_avgpool2d(x, [1, 2])"})
  void declinesOtherWindows(String pool) {
    RULE.on(net(pool)).declines(Reason.OTHER_OP);
  }

  @Test
  void leavesMaxima() {
    RULE.on(net("maxpool2d(x, [4, 8])")).declines(Reason.OTHER_OP, "is no average");
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 3, 4, 8]
          output y = %s
        }
        """.formatted(expression);
  }
}
