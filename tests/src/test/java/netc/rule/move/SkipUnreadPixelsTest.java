package netc.rule.move;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class SkipUnreadPixelsTest {
  private static final RuleTester RULE = RuleTester.of(new SkipUnreadPixels());

  /** The end of a stage: its last convolution, sum and activation are read by the next one's first convolution and projection. */
  @Test
  void movesTheStrideBeforeASumAndAnActivation() {
    RULE.on(net("c = conv2d(x, w, wb, pad = [1, 1, 1, 1])", "z = relu(x)", "s = add(c, z)", "r = relu(s)",
        "a = conv2d(r, p, stride = [2, 2])", "b = conv2d(r, q, qb, stride = [2, 2])", "t = tanh(z)", "output y = a", "output v = b",
        "output u = t"))
        .rewritesTo(net("c = conv2d(x, w, wb, stride = [2, 2], pad = [1, 1, 1, 1])", "z = relu(x)",
            "i = slice(z, starts = [0, 0], ends = [7, 6], axes = [2, 3], steps = [2, 2])", "s = add(c, i)", "r = relu(s)",
            "a = conv2d(r, p)", "b = conv2d(r, q, qb)", "t = tanh(z)", "output y = a", "output v = b", "output u = t"));
  }

  /** What has lost its stride is strided itself, and so on, to the first window that reads pixels together. */
  @Test
  void goesOnThroughConvolutionsOfSinglePixels() {
    RULE.on(net("c = conv2d(x, w, pad = [1, 1, 1, 1])", "r = silu(c)", "d = conv2d(r, e)", "t = leaky_relu(d, slope = 0.5)",
        "a = conv2d(t, p, stride = [3, 2])", "output y = a"))
        .rewritesTo(net("c = conv2d(x, w, stride = [3, 2], pad = [1, 1, 1, 1])", "r = silu(c)", "d = conv2d(r, e)",
            "t = leaky_relu(d, slope = 0.5)", "a = conv2d(t, p)", "output y = a"));
  }

  @Test
  void keepsWhatIsBroadcast() {
    RULE.on(net("weight k: f32[3, 1, 1]", "weight h: f32[3]", "weight v: f32[3] = uniform(0.5, 1.5)", "c = conv2d(x, w, dilation = [2, 1])",
        "n = batchnorm(c, h, h, h, v)", "g = global_avgpool(x)", "m = mul(n, g)", "s = add(k, m)", "u = prelu(s, h)",
        "a = conv2d(u, p, stride = [2, 2])", "output y = a"))
        .rewritesTo(net("weight k: f32[3, 1, 1]", "weight h: f32[3]", "weight v: f32[3] = uniform(0.5, 1.5)",
            "c = conv2d(x, w, stride = [2, 2], dilation = [2, 1])", "n = batchnorm(c, h, h, h, v)", "g = global_avgpool(x)",
            "m = mul(n, g)",
            "s = add(k, m)", "u = prelu(s, h)", "a = conv2d(u, p)", "output y = a"));
  }

  @Test
  void movesTheStrideBeforeConcatsAndPooling() {
    RULE.on(net("c = conv2d(x, e)", "d = maxpool2d(x, kernel = [3, 3], pad = [1, 1, 1, 1])",
        "f = avgpool2d(x, kernel = [3, 3], pad = [1, 1, 1, 1])", "j = concat(c, d, f, x)", "h = shuffle(j, groups = 2)",
        "weight l: f32[2, 12, 1, 1]", "a = conv2d(h, l, stride = [2, 1])", "output y = a"))
        .rewritesTo(net("c = conv2d(x, e, stride = [2, 1])", "d = maxpool2d(x, kernel = [3, 3], stride = [2, 1], pad = [1, 1, 1, 1])",
            "f = avgpool2d(x, kernel = [3, 3], stride = [2, 1], pad = [1, 1, 1, 1])",
            "i = slice(x, starts = [0, 0], ends = [7, 6], axes = [2, 3], steps = [2, 1])", "j = concat(c, d, f, i)",
            "h = shuffle(j, groups = 2)", "weight l: f32[2, 12, 1, 1]", "a = conv2d(h, l)", "output y = a"));
  }

  @Test
  void countsPoolingOfOneCellAndSlicesAmongTheReaders() {
    RULE.on(net("c = conv2d(x, w)", "a = conv2d(c, p, stride = [2, 2])", "b = maxpool2d(c, kernel = [1, 1], stride = [2, 2])",
        "d = avgpool2d(c, kernel = [1, 1], stride = [2, 2], ceil = true)",
        "e1 = slice(c, starts = [0, 0], ends = [5, 4], axes = [2, 3], steps = [2, 2])", "output y = a", "output v = b", "output u = d",
        "output t = e1"))
        .rewritesTo(net("c = conv2d(x, w, stride = [2, 2])", "a = conv2d(c, p)", "output y = a", "output v = c", "output u = c",
            "output t = c"));
  }

  /** The last place of a pooling that rounds up is another one with a longer step. */
  @Test
  void copiesThePixelsOfAPoolingThatRoundsUp() {
    RULE.on(net("weight big: f32[3, 3, 5, 5]", "c = conv2d(x, big, pad = [2, 2, 2, 2])",
        "d = maxpool2d(x, kernel = [2, 2], pad = [1, 1, 0, 0], ceil = true)", "s = add(c, d)", "a = conv2d(s, p, stride = [2, 2])",
        "output y = a"))
        .rewritesTo(net("weight big: f32[3, 3, 5, 5]", "c = conv2d(x, big, stride = [2, 2], pad = [2, 2, 2, 2])",
            "d = maxpool2d(x, kernel = [2, 2], pad = [1, 1, 0, 0], ceil = true)",
            "i = slice(d, starts = [0, 0], ends = [7, 6], axes = [2, 3], steps = [2, 2])", "s = add(c, i)", "a = conv2d(s, p)",
            "output y = a"));
  }

  @Test
  void declinesAReaderOfAllPixels() {
    RULE.on(net("c = conv2d(x, w)", "a = conv2d(c, p, stride = [2, 2])", "b = relu(c)", "output y = a", "output v = b"))
        .declines(Reason.SECOND_USE, "relu b reads all pixels of conv2d c");
  }

  @Test
  void declinesAWindowOfSeveralCells() {
    RULE.on(net("c = conv2d(x, w)", "a = conv2d(c, p, stride = [2, 2])", "b = maxpool2d(c, kernel = [1, 2], stride = [2, 2])",
        "output y = a", "output v = b"))
        .declines(Reason.SECOND_USE, "maxpool2d b");
  }

  @Test
  void declinesASliceThatBeginsElsewhere() {
    RULE.on(net("c = conv2d(x, w)", "a = conv2d(c, p, stride = [2, 2])",
        "b = slice(c, starts = [1, 0], ends = [5, 4], axes = [2, 3], steps = [2, 2])", "output y = a", "output v = b"))
        .declines(Reason.SECOND_USE, "slice b");
  }

  @Test
  void declinesAnotherStride() {
    RULE.on(net("c = conv2d(x, w)", "a = conv2d(c, p, stride = [2, 2])", "b = conv2d(c, q, stride = [2, 1])", "output y = a",
        "output v = b"))
        .declines(Reason.STRIDE, "conv2d a has stride [2, 2], conv2d b, which reads the same, [2, 1]");
  }

  @Test
  void declinesAnOutput() {
    RULE.on(net("c = conv2d(x, w)", "a = conv2d(c, p, stride = [2, 2])", "output y = a", "output v = c"))
        .declines(Reason.IS_OUTPUT, "conv2d c, which conv2d a reads, is an output");
  }

  @Test
  void declinesWhatSavesNothing() {
    RULE.on(net("r = relu(x)", "a = conv2d(r, p, stride = [2, 2])", "output y = a"))
        .declines(Reason.NOT_PROFITABLE, "would save 0 MACs before it, for 36 elements that are copied");
  }

  @Test
  void declinesAPaddedReader() {
    RULE.on(net("c = conv2d(x, w)", "a = conv2d(c, p, stride = [2, 2], pad = [1, 0, 0, 0])", "output y = a"))
        .declines(Reason.OTHER_OP, "conv2d a is no 1×1 convolution that skips pixels");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 3, 7, 6]
          weight w: f32[3, 3, 3, 3]
          weight wb: f32[3]
          weight e: f32[3, 3, 1, 1]
          weight p: f32[5, 3, 1, 1]
          weight q: f32[4, 3, 1, 1]
          weight qb: f32[4]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
