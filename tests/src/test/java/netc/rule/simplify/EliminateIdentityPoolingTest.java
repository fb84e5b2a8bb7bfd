package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EliminateIdentityPoolingTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateIdentityPooling());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maxpool2d(x, kernel = [1, 1])", "avgpool2d(x, kernel = [1, 1])", "maxpool2d(x, kernel = [1, 1], dilation = [2, 2], ceil = true)",
        "adaptive_maxpool2d(x, size = [4, 3])", "adaptive_avgpool2d(x, size = [4, 3])"})
  void removesWindowsOfOneCell(String pool) {
    RULE.on(net("4, 3", pool)).rewritesTo(expected("4, 3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"global_avgpool(x)", "adaptive_avgpool2d(x, size = [1, 1])"})
  void removesTheMeanOfOneCell(String pool) {
    RULE.on(net("1, 1", pool)).rewritesTo(expected("1, 1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxpool2d(x, kernel = [1, 1], stride = [2, 1])", "avgpool2d(x, kernel = [1, 1], stride = [1, 3])"})
  void declinesStrides(String pool) {
    RULE.on(net("4, 3", pool)).declines(Reason.STRIDE, "which is the identity only with stride [1, 1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maxpool2d(x, kernel = [1, 2])", "avgpool2d(x, kernel = [3, 3], pad = [1, 1, 1, 1])", "adaptive_avgpool2d(x, size = [4, 2])",
        "global_avgpool(x)"})
  void doesNotTryLargerWindows(String pool) {
    RULE.on(net("4, 3", pool)).declines(Reason.OTHER_OP);
  }

  private static String expected(String map) {
    return """
        net n {
          input x: f32[2, 3, %s]
          output y = tanh(x)
        }
        """.formatted(map);
  }

  private static String net(String map, String pool) {
    return """
        net n {
          input x: f32[2, 3, %s]
          p = %s
          output y = tanh(p)
        }
        """.formatted(map, pool);
  }
}
