package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class EliminateSplitOfConcatTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateSplitOfConcat());

  @Test
  void usesWhatWasJoined() {
    RULE.on(split("a, b, c = split(concat(x1, x2, x3), [1, 2, 3])", "relu(c)", "tanh(a)", "sigmoid(b)"))
        .rewritesTo(split("", "relu(x3)", "tanh(x1)", "sigmoid(x2)"));
  }

  @Test
  void aPartMaySpanSeveralOperands() {
    RULE.on(split("a, b = split(concat(x1, x2, x3), [1, 5])", "relu(b)", "tanh(a)", "sigmoid(x2)"))
        .rewritesTo(split("", "relu(concat(x2, x3))", "tanh(x1)", "sigmoid(x2)"));
  }

  @Test
  void theConcatMayBeUsedElsewhere() {
    RULE.on(split("j = concat(x1, x2, x3); a, b = split(j, [3, 3])", "relu(b)", "tanh(a)", "j"))
        .rewritesTo(split("j = concat(x1, x2, x3)", "relu(x3)", "tanh(concat(x1, x2))", "j"));
  }

  @Test
  void declinesACutThroughAnOperand() {
    RULE.on(split("a, b = split(concat(x1, x2, x3), [2, 4])", "a", "b", "x1")).declines(Reason.SHAPE, "cuts through operand x2");
  }

  @Test
  void declinesAnotherAxis() {
    RULE.on(split("a, b = split(concat(x1, x2, x3), [1, 1], axis = 2)", "a", "b", "x1")).declines(Reason.AXIS);
  }

  private static String split(String statement, String y1, String y2, String y3) {
    return """
        net t {
          input x1: f32[1, 1, 2, 2]
          input x2: f32[1, 2, 2, 2]
          input x3: f32[1, 3, 2, 2]
          %s
          output y1 = %s
          output y2 = %s
          output y3 = %s
        }
        """.formatted(statement, y1, y2, y3);
  }
}
