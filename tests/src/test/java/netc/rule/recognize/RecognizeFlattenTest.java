package netc.rule.recognize;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecognizeFlattenTest {
  private static final RuleTester RULE = RuleTester.of(new RecognizeFlatten());

  @ParameterizedTest
  @ValueSource(strings = {"[0, -1]", "[2, 60]", "[-1, 60]", "[2, -1]"})
  void findsAFlattening(String shape) {
    RULE.on(net(shape)).rewritesTo(net("[0, -1]").replace("reshape(x, [0, -1])", "flatten(x)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[0, 3, -1]", "[3, -1]", "[120]"})
  void leavesOthers(String shape) {
    RULE.on(net(shape)).declines(Reason.OTHER_OP, "no flattening");
  }

  private static String net(String shape) {
    return """
        net n {
          input x: f32[2, 3, 4, 5]
          output y = reshape(x, %s)
        }
        """.formatted(shape);
  }
}
