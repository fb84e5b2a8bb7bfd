package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeClipsTest {
  private static final RuleTester RULE = RuleTester.of(new ComposeClips());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "relu(relu(x)) | relu(x)",
        "relu6(relu(x)) | clip(x, 0, 6)",
        "relu(relu6(x)) | clip(x, 0, 6)",
        "clip(relu(x), -inf, 2) | clip(x, 0, 2)",
        "clip(clip(x, -1, 3), -2, 2) | clip(x, -1, 2)",
        "relu(clip(x, -1, inf)) | relu(x)",
        "clip(clip(x, 2, 3), 0, 1) | clip(x, 1, 1)"})
  void makesOneBoundOfTwo(String before, String after) {
    RULE.on(net(before)).rewritesTo(net(after));
  }

  @Test
  void takesAnyNumber() {
    RULE.on(net("clip(relu(clip(relu(x), -1, 3)), -2, 2)")).rewritesTo(net("clip(x, 0, 2)"));
  }

  @Test
  void leavesOtherFunctions() {
    RULE.on(net("relu(tanh(x))")).declines(Reason.OTHER_OP, "not by");
    RULE.on(net("tanh(relu(x))")).declines(Reason.OTHER_OP, "sets no bounds");
  }

  @Test
  void declinesWhenTheInnerOneIsUsedElsewhere() {
    RULE.on(net("r + clip(r, -inf, 2)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheInnerOneIsAnOutput() {
    RULE.on(net("clip(r, -inf, 2)\noutput o = r")).declines(Reason.IS_OUTPUT);
  }

  private static String net(String expression) {
    return """
        net n {
          input v: f32[2, 3, 4, 5]
          x = 2.0 * v
          r = relu(x)
          output y = %s
        }
        """.formatted(expression);
  }
}
