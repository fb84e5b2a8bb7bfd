package netc.rule.recognize;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldAffineIntoNormTest {
  private static final RuleTester RULE = RuleTester.ofInexact(new FoldAffineIntoNorm());
  private static final String CHANNELS = "layer_norm(x, g6, b6)";
  private static final String ROWS = "layer_norm(x, g5, b5, axis = 3)";
  private static final String INSTANCE = "instance_norm(x, g6, b6)";

  @ParameterizedTest
  @ValueSource(strings = {"* c", "/ c", "+ c", "- c", "* 3", "* c + c - 2"})
  void foldsWhatIsOneNumberForEachChannel(String affine) {
    RULE.on(net(CHANNELS + affine)).rewritesTo(net(CHANNELS));
    RULE.on(net(INSTANCE + affine)).rewritesTo(net(INSTANCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"* r", "/ r", "+ r", "- r", "+ 3", "* r + r"})
  void foldsWhatIsOneNumberForEachPlaceInARow(String affine) {
    RULE.on(net(ROWS + affine)).rewritesTo(net(ROWS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c * %s", "c + %s", "3 * %s", "1 + c * %s"})
  void foldsWhatStandsInFront(String affine) {
    RULE.on(net(affine.formatted(CHANNELS))).rewritesTo(net(CHANNELS));
    RULE.on(net(affine.formatted(INSTANCE))).rewritesTo(net(INSTANCE));
  }

  @Test
  void declinesOtherAxes() {
    RULE.on(net(CHANNELS + "* r")).declines(Reason.SHAPE, "axis 1");
    RULE.on(net(ROWS + "+ c")).declines(Reason.SHAPE, "axis 3");
  }

  @Test
  void leavesOthers() {
    RULE.on(net("max(" + CHANNELS + ", c)")).declines(Reason.OTHER_OP, "is not linear");
    RULE.on(net("softmax(x) * c")).declines(Reason.OTHER_OP, "by its own statistics");
    RULE.on(net("c - " + CHANNELS)).declines(Reason.OTHER_OP);
    RULE.on(net("c / " + CHANNELS)).declines(Reason.OTHER_OP);
  }

  @Test
  void declinesComputedFactors() {
    RULE.on(net(CHANNELS + " * tanh(x)")).declines(Reason.NOT_CONSTANT);
  }

  @Test
  void declinesWhatIsNotFinite() {
    RULE.on(net(CHANNELS + " / z")).declines(Reason.NOT_FINITE);
    RULE.on(net(CHANNELS + " * i")).declines(Reason.NOT_FINITE);
  }

  @Test
  void declinesWhenTheNormalizationIsUsedElsewhere() {
    RULE.on(net("l * c\noutput v = tanh(l)").replace("output y", "l = " + CHANNELS + "\noutput y")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheNormalizationIsAnOutput() {
    RULE.on(net("l * c\noutput v = l").replace("output y", "l = " + CHANNELS + "\noutput y")).declines(Reason.IS_OUTPUT);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 6, 4, 5]
          weight g6: f32[6]
          weight b6: f32[6]
          weight g5: f32[5]
          weight b5: f32[5]
          weight c: f32[6, 1, 1] = uniform(0.5, 2)
          weight r: f32[1, 5] = uniform(0.5, 2)
          weight z: f32[6, 1, 1] = [1, 2, 0, 1, 2, 3]
          weight i: f32[1] = fill(inf)
          output y = %s
        }
        """.formatted(expression);
  }
}
