package netc.rule.merge;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class MovePointwiseConvAfterPoolingTest {
  private static final RuleTester RULE = RuleTester.of(new MovePointwiseConvAfterPooling());

  @Test
  void averagesFirst() {
    RULE.on(net("c = conv2d(x, w)", "p = avgpool2d(c, kernel = [2, 2], stride = [2, 2])", "r = relu(p)", "output y = r"))
        .rewritesTo(net("p = avgpool2d(x, kernel = [2, 2], stride = [2, 2])", "c = conv2d(p, w)", "r = relu(c)", "output y = r"));
  }

  @Test
  void averagesWholeMapsFirst() {
    RULE.on(net("c = conv2d(x, w, wb)", "p = global_avgpool(c)", "output y = p"))
        .rewritesTo(net("p = global_avgpool(x)", "c = conv2d(p, w, wb)", "output y = c"));
  }

  @Test
  void averagesGroupsFirst() {
    RULE.on(
        net("weight u: f32[6, 2, 1, 1]", "c = conv2d(x, u, wb, groups = 2)", "p = adaptive_avgpool2d(c, size = [2, 4])", "output y = p"))
        .rewritesTo(net("weight u: f32[6, 2, 1, 1]", "p = adaptive_avgpool2d(x, size = [2, 4])", "c = conv2d(p, u, wb, groups = 2)",
            "output y = c"));
  }

  @Test
  void averagesPaddingWithoutBias() {
    RULE.on(net("c = conv2d(x, w)", "p = avgpool2d(c, kernel = [2, 2], stride = [2, 2], pad = [1, 0, 1, 0])", "output y = p"))
        .rewritesTo(net("p = avgpool2d(x, kernel = [2, 2], stride = [2, 2], pad = [1, 0, 1, 0])", "c = conv2d(p, w)", "output y = c"));
  }

  @Test
  void declinesABiasWherePaddingIsAveraged() {
    RULE.on(net("c = conv2d(x, w, wb)", "p = avgpool2d(c, kernel = [2, 2], stride = [2, 2], pad = [1, 0, 1, 0])", "output y = p"))
        .declines(Reason.BORDER, "avgpool2d p averages zeros of its padding, where conv2d c would add its bias");
  }

  @Test
  void declinesAsManyCellsOfMoreChannels() {
    RULE.on("""
        net n {
          input x: f32[1, 64, 28, 28]
          weight w: f32[8, 64, 1, 1]
          c = conv2d(x, w)
          p = avgpool2d(c, kernel = [3, 3], pad = [1, 1, 1, 1])
          output y = p
        }
        """).declines(Reason.NOT_PROFITABLE, "bytes 278,016 → 629,248");
  }

  @Test
  void declinesAStride() {
    RULE.on(net("c = conv2d(x, w, stride = [2, 1])", "p = global_avgpool(c)", "output y = p")).declines(Reason.STRIDE,
        "conv2d c has stride [2, 1]");
  }

  @Test
  void declinesPadding() {
    RULE.on(net("c = conv2d(x, w, pad = [0, 1, 0, 0])", "p = global_avgpool(c)", "output y = p")).declines(Reason.PADDING, "conv2d c");
  }

  @Test
  void declinesALargerKernel() {
    RULE.on(net("weight u: f32[6, 4, 1, 2]", "c = conv2d(x, u)", "p = global_avgpool(c)", "output y = p"))
        .declines(Reason.OTHER_OP, "conv2d c is no 1×1 convolution");
  }

  @Test
  void declinesAMaximum() {
    RULE.on(net("c = conv2d(x, w)", "p = maxpool2d(c, kernel = [2, 2])", "output y = p")).declines(Reason.OTHER_OP, "does not average");
  }

  @Test
  void declinesAConvolutionWithAnotherUse() {
    RULE.on(net("c = conv2d(x, w)", "p = global_avgpool(c)", "r = relu(c)", "output y = p", "output z = r"))
        .declines(Reason.SECOND_USE, "conv2d c has 2 uses");
  }

  @Test
  void declinesAConvolutionThatIsAnOutput() {
    RULE.on(net("c = conv2d(x, w)", "p = global_avgpool(c)", "output y = p", "output z = c")).declines(Reason.IS_OUTPUT, "conv2d c");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 4, 4, 8]
          weight w: f32[6, 4, 1, 1]
          weight wb: f32[6]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
