package netc.rule.recognize;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class ConvolveCellsTest {
  private static final RuleTester RULE = RuleTester.of(new ConvolveCells());

  @Test
  void convolvesInSqueezeAndExcitation() {
    RULE.on(net("x * (c -> flatten -> linear(v, a) -> relu -> linear(w) -> hard_sigmoid(0.25, 0.5) -> reshape([0, 6, 1, 1]))"))
        .rewritesTo(net("x * (c -> conv2d(v4, a) -> relu -> conv2d(w4) -> hard_sigmoid(0.25, 0.5))"));
  }

  @Test
  void takesAReshapeForFlatten() {
    RULE.on(net("c -> reshape([0, 6]) -> linear(v) -> reshape([0, -1, 1, 1])")).rewritesTo(net("conv2d(c, v4)"));
  }

  @Test
  void leavesOthers() {
    RULE.on(net("c -> flatten -> tanh -> reshape([0, 6, 1, 1])")).declines(Reason.OTHER_OP, "follows no linear layer");
    RULE.on(net("c -> flatten -> linear(v) -> softmax -> reshape([0, 3, 1, 1])")).declines(Reason.OTHER_OP, "is no layer");
    RULE.on(net("x -> reshape([0, 120]) -> linear(u) -> reshape([0, 6, 1, 1])")).declines(Reason.OTHER_OP);
    RULE.on(net("c -> flatten -> linear(v) -> reshape([0, 1, 3, 1])")).declines(Reason.OTHER_OP, "makes no map of one cell");
  }

  @Test
  void declinesWhatMovesElementsFromImageToImage() {
    RULE.on(net("c -> flatten -> linear(v) -> reshape([1, 6, 1, 1])")).declines(Reason.SHAPE, "from f32[2, 3] to f32[1, 6, 1, 1]");
    RULE.on(net("c -> reshape([4, 3]) -> linear(w) -> reshape([0, 6, 1, 1])"))
        .declines(Reason.SHAPE, "from f32[2, 6, 1, 1] to f32[4, 3]");
  }

  @Test
  void declinesComputedWeights() {
    RULE.on(net("c -> flatten -> linear(tanh(v)) -> reshape([0, 3, 1, 1])")).declines(Reason.NOT_CONSTANT);
  }

  @Test
  void declinesWhenALayerIsUsedElsewhere() {
    RULE.on(net("reshape(l, [0, 3, 1, 1])\noutput z = tanh(l)").replace("output y", "l = linear(flatten(c), v)\noutput y"))
        .declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenALayerIsAnOutput() {
    RULE.on(net("reshape(l, [0, 3, 1, 1])\noutput z = l").replace("output y", "l = linear(flatten(c), v)\noutput y"))
        .declines(Reason.IS_OUTPUT);
  }

  private static String net(String expression) {
    return """
        net n {
          input x: f32[2, 6, 4, 5]
          weight v: f32[3, 6]
          weight w: f32[6, 3]
          weight v4: f32[3, 6, 1, 1]
          weight w4: f32[6, 3, 1, 1]
          weight u: f32[6, 120]
          weight a: f32[3]
          c = reduce_sum(x, [2, 3])
          output y = %s
        }
        """.formatted(expression);
  }
}
