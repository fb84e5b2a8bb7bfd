package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class FoldBiasIntoNextLayerTest {
  private static final RuleTester RULE = RuleTester.of(new FoldBiasIntoNextLayer());

  @Test
  void foldsADepthwiseBiasIntoAPointwiseConvolution() {
    RULE.on(net("d = conv2d(x, w, wb, pad = [1, 1, 1, 1], groups = 4)", "c = conv2d(d, p, pb)", "output y = c"))
        .rewritesTo(net("d = conv2d(x, w, pad = [1, 1, 1, 1], groups = 4)", "c = conv2d(d, p, pb)", "output y = c"));
  }

  @Test
  void foldsIntoAConvolutionWithoutBias() {
    RULE.on(net("weight u: f32[4, 2, 3, 1]", "d = conv2d(x, w, wb, pad = [1, 1, 1, 1], groups = 4)",
        "c = conv2d(d, u, stride = [2, 1], groups = 2)", "output y = c"))
        .rewritesTo(net("weight u: f32[4, 2, 3, 1]", "weight ub: f32[4]", "d = conv2d(x, w, pad = [1, 1, 1, 1], groups = 4)",
            "c = conv2d(d, u, ub, stride = [2, 1], groups = 2)", "output y = c"));
  }

  @Test
  void foldsThroughAverages() {
    RULE.on(net("d = conv2d(x, w, wb, pad = [1, 1, 1, 1], groups = 4)", "a = avgpool2d(d, kernel = [2, 2], stride = [2, 2])",
        "g = global_avgpool(a)", "c = conv2d(g, p, pb)", "output y = c"))
        .rewritesTo(net("d = conv2d(x, w, pad = [1, 1, 1, 1], groups = 4)", "a = avgpool2d(d, kernel = [2, 2], stride = [2, 2])",
            "g = global_avgpool(a)", "c = conv2d(g, p, pb)", "output y = c"));
  }

  @Test
  void foldsAlongAChain() {
    RULE.on(net("weight l: f32[4, 128]", "weight k: f32[9, 4]", "weight lb: f32[4]", "weight kb: f32[9]", "f = flatten(x)",
        "i = linear(f, l, lb)", "j = linear(i, k, kb)", "output y = j"))
        .rewritesTo(net("weight l: f32[4, 128]", "weight k: f32[9, 4]", "weight kb: f32[9]", "f = flatten(x)", "i = linear(f, l)",
            "j = linear(i, k, kb)", "output y = j"));
  }

  @Test
  void declinesANextLayerThatPads() {
    RULE.on(net("d = conv2d(x, w, wb, groups = 4)", "c = conv2d(d, p, pb, pad = [0, 0, 0, 1])", "output y = c"))
        .declines(Reason.BORDER, "conv2d c has zeros around its input, which the bias of conv2d d is not added to");
  }

  @Test
  void declinesAveragesOfPadding() {
    RULE.on(net("d = conv2d(x, w, wb, groups = 4)", "a = avgpool2d(d, kernel = [2, 2], pad = [1, 0, 0, 0])", "c = conv2d(a, p, pb)",
        "output y = c")).declines(Reason.BORDER, "avgpool2d a averages zeros of its padding");
  }

  @Test
  void declinesAMaximum() {
    RULE.on(net("d = conv2d(x, w, wb, groups = 4)", "a = maxpool2d(d, kernel = [2, 2])", "c = conv2d(a, p, pb)", "output y = c"))
        .declines(Reason.OTHER_OP, "conv2d c follows maxpool2d a, not a layer");
  }

  @Test
  void declinesALargerBiasThanTheOneThatGoes() {
    RULE.on(net("d = conv2d(x, w, wb, groups = 4)", "c = conv2d(d, p)", "output y = c"))
        .declines(Reason.NOT_PROFITABLE, "conv2d c has no bias, and its 5 channels are more than those of conv2d d");
  }

  @Test
  void declinesAFirstLayerWithoutBias() {
    RULE.on(net("d = conv2d(x, w, groups = 4)", "c = conv2d(d, p, pb)", "output y = c")).declines(Reason.OTHER_OP, "conv2d d has no bias");
  }

  @Test
  void declinesAnActivationBetween() {
    RULE.on(net("d = conv2d(x, w, wb, groups = 4)", "r = relu(d)", "c = conv2d(r, p, pb)", "output y = c"))
        .declines(Reason.OTHER_OP, "conv2d c follows relu r, not a layer");
  }

  @Test
  void declinesAFirstLayerWithAnotherUse() {
    RULE.on(net("d = conv2d(x, w, wb, groups = 4)", "c = conv2d(d, p, pb)", "r = relu(d)", "output y = c", "output z = r"))
        .declines(Reason.SECOND_USE, "conv2d d has 2 uses");
  }

  @Test
  void declinesAFirstLayerThatIsAnOutput() {
    RULE.on(net("d = conv2d(x, w, wb, groups = 4)", "c = conv2d(d, p, pb)", "output y = c", "output z = d")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAComputedBias() {
    RULE.on(net("e = relu(wb)", "d = conv2d(x, w, e, groups = 4)", "c = conv2d(d, p, pb)", "output y = c"))
        .declines(Reason.NOT_CONSTANT, "operand bias of conv2d d");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 4, 4, 8]
          weight w: f32[4, 1, 3, 3]
          weight wb: f32[4]
          weight p: f32[5, 4, 1, 1]
          weight pb: f32[5]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
