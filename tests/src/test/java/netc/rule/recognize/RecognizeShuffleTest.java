package netc.rule.recognize;

import netc.match.Reason;
import netc.rule.simplify.ComposeReshapes;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class RecognizeShuffleTest {
  private static final RuleTester RULE = RuleTester.of(new RecognizeShuffle(), new ComposeReshapes());

  @Test
  void findsAShuffle() {
    RULE.on(net("x -> reshape([0, 3, 4, 5, 7]) -> transpose([0, 2, 1, 3, 4]) -> reshape([0, 12, 5, 7])"))
        .rewritesTo(net("shuffle(x, 3)"));
  }

  @Test
  void takesMapsAsOneAxis() {
    RULE.on(net("x -> reshape([0, 2, 6, 35]) -> transpose([0, 2, 1, 3]) -> reshape([0, 12, 5, 7])")).rewritesTo(net("shuffle(x, 2)"));
  }

  @Test
  void leavesTheShapeToItsUsers() {
    RULE.on(net("x -> reshape([0, 2, 6, 35]) -> transpose([0, 2, 1, 3])")).rewritesTo(net("reshape(shuffle(x, 2), [0, 6, 2, 35])"));
    RULE.on(net("x -> reshape([0, 2, 6, 35]) -> transpose([0, 2, 1, 3]) -> flatten")).rewritesTo(net("flatten(shuffle(x, 2))"));
  }

  @Test
  void declinesOtherTranspositions() {
    RULE.on(net("x -> reshape([0, 3, 4, 5, 7]) -> transpose([0, 3, 2, 1, 4])")).declines(Reason.AXIS);
    RULE.on(net("transpose(x, [0, 2, 1, 3])")).declines(Reason.OTHER_OP);
  }

  @Test
  void declinesWhatIsNoMatrixOfChannels() {
    RULE.on(net("x -> reshape([0, 6, 10, 7]) -> transpose([0, 2, 1, 3])")).declines(Reason.SHAPE, "channels as a matrix");
  }

  @Test
  void declinesWhenTheMatrixIsUsedElsewhere() {
    RULE.on(net("transpose(m, [0, 2, 1, 3])\noutput z = tanh(m)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheMatrixIsAnOutput() {
    RULE.on(net("transpose(m, [0, 2, 1, 3])\noutput z = m")).declines(Reason.IS_OUTPUT);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 12, 5, 7]
          m = reshape(x, [0, 2, 6, 35])
          output y = %s
        }
        """.formatted(expression);
  }
}
