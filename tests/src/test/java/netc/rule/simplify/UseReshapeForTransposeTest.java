package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class UseReshapeForTransposeTest {
  private static final RuleTester RULE = RuleTester.of(new UseReshapeForTranspose());

  @Test
  void usesAReshapeWhereOnlyAxesOfSizeOneMove() {
    RULE.on(net("2, 3, 1, 1", "transpose(x, [0, 2, 3, 1])")).rewritesTo(net("2, 3, 1, 1", "reshape(x, [0, 1, 1, 3])"));
    RULE.on(net("1, 3, 1, 5", "transpose(x, [1, 0, 3, 2])")).rewritesTo(net("1, 3, 1, 5", "reshape(x, [3, 1, 5, 1])"));
    RULE.on(net("1, 7", "transpose(x, [1, 0])")).rewritesTo(net("1, 7", "reshape(x, [7, 1])"));
  }

  @Test
  void removesOneThatMovesNothing() {
    RULE.on(net("2, 1, 1, 5", "transpose(x, [0, 2, 1, 3])")).rewritesTo(net("2, 1, 1, 5", "x"));
  }

  @Test
  void leavesWhatMovesElements() {
    RULE.on(net("2, 3, 4, 1", "transpose(x, [0, 2, 3, 1])")).declines(Reason.OTHER_OP, "moves elements");
  }

  @Test
  void declinesWhereASymbolMoves() {
    RULE.on(net("N, 1, 5", "transpose(x, [1, 0, 2])")).declines(Reason.SHAPE, "moves the symbol");
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
