package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EliminateIdentityReductionTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateIdentityReduction());

  @ParameterizedTest
  @ValueSource(strings = {"reduce_mean", "reduce_sum", "reduce_max"})
  void usesAReshapeForTheReductionOfSingleElements(String reduction) {
    RULE.on(net("2, 3, 1, 1", reduction + "(x, [2, 3], keep_dims = false)")).rewritesTo(net("2, 3, 1, 1", "flatten(x)"));
    RULE.on(net("2, 3, 1, 5", reduction + "(x, [2])")).rewritesTo(net("2, 3, 1, 5", "x"));
  }

  @Test
  void leavesOthers() {
    RULE.on(net("2, 3, 1, 5", "reduce_sum(x, [2, 3])")).declines(Reason.OTHER_OP, "several elements");
  }

  @Test
  void declinesWhereASymbolMoves() {
    RULE.on(net("N, 1, 3", "reduce_sum(transpose(x, [1, 0, 2]), [0], keep_dims = false)")).declines(Reason.SHAPE);
  }

  @Test
  void takesTheBatchForAnAxis() {
    RULE.on(net("1, 5, 3", "reduce_sum(x, [0], keep_dims = false)")).rewritesTo(net("1, 5, 3", "reshape(x, [5, 3])"));
  }

  private static String net(String shape, String expression) {
    return """
        net n {
          input x: f32[%s]
          output y = tanh(%s)
        }
        """.formatted(shape, expression);
  }
}
