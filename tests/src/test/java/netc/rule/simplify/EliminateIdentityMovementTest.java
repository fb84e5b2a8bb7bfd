package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EliminateIdentityMovementTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateIdentityMovement());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "concat(x)", "concat(x, axis = 3)", "split(x, sizes = [6])", "pad(x, pad = [0, 0, 0, 0], value = 1.0)",
        "reshape(x, shape = [0, 6, -1, 5])",
        "reshape(x, shape = [2, 6, 4, 5])", "transpose(x, permutation = [0, 1, 2, 3])", "shuffle(x, groups = 1)", "shuffle(x, groups = 6)"})
  void removesWhatMovesNothing(String movement) {
    RULE.on(net("2, 6, 4, 5", movement)).rewritesTo(expected("2, 6, 4, 5"));
  }

  @Test
  void removesTheFlatteningOfAMatrix() {
    RULE.on(net("2, 6", "flatten(x)")).rewritesTo(expected("2, 6"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "concat(x, x)", "pad(x, pad = [0, 0, 0, 1])", "reshape(x, shape = [0, 6, 5, 4])", "flatten(x)",
        "transpose(x, permutation = [0, 1, 3, 2])",
        "shuffle(x, groups = 2)"})
  void leavesWhatMovesElements(String movement) {
    RULE.on(net("2, 6, 4, 5", movement)).declines(Reason.OTHER_OP, "moves elements");
  }

  private static String expected(String shape) {
    return """
        net n {
          input x: f32[%s]
          output y = tanh(x)
        }
        """.formatted(shape);
  }

  private static String net(String shape, String movement) {
    return """
        net n {
          input x: f32[%s]
          m = %s
          output y = tanh(m)
        }
        """.formatted(shape, movement);
  }
}
