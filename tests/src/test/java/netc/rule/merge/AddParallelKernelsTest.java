package netc.rule.merge;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddParallelKernelsTest {
  private static final RuleTester RULE = RuleTester.of(new AddParallelKernels());

  @Test
  void putsAPointIntoTheMiddle() {
    RULE.on(net("a = conv2d(x, w3, b, pad = [1, 1, 1, 1])", "c = conv2d(x, w1)", "output y = add(a, c)"))
        .rewritesTo(expected("pad = [1, 1, 1, 1]"));
  }

  @Test
  void takesTheLargerKernelFromEitherSide() {
    RULE.on(net("a = conv2d(x, w1, c)", "d = conv2d(x, w3, b, stride = [2, 3], pad = [1, 1, 1, 1])",
        "e = conv2d(x, w1, stride = [2, 3])", "output y = add(e, d)", "output z = a")).rewritesTo("""
            net n {
              input x: f32[2, 4, 7, 6]
              weight w1: f32[6, 4, 1, 1]
              weight c: f32[6]
              weight w3: f32[6, 4, 3, 3]
              weight b: f32[6]
              output y = conv2d(x, w3, b, stride = [2, 3], pad = [1, 1, 1, 1])
              output z = conv2d(x, w1, c)
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"conv2d(x, w1, c, pad = [0, 0, 0, 0])", "conv2d(x, w12, c, pad = [0, 0, 0, 1])", "conv2d(x, w12, c, pad = [0, 1, 0, 0])",
        "conv2d(x, w12, pad = [0, 1, 0, 1], dilation = [1, 2])", "conv2d(x, w3, pad = [1, 1, 1, 1])"})
  void findsEachTapOfTheSmallerKernel(String smaller) {
    RULE.on(net("a = conv2d(x, w3, b, pad = [1, 1, 1, 1])", "s = " + smaller, "output y = add(s, a)"))
        .rewritesTo(expected("pad = [1, 1, 1, 1]"));
  }

  @Test
  void addsKernelsOfOneGrouping() {
    RULE.on(net("weight g3: f32[6, 2, 3, 3]", "weight g1: f32[6, 2, 1, 1]",
        "a = conv2d(x, g3, pad = [2, 2, 2, 2], dilation = [2, 2], groups = 2)", "d = conv2d(x, g1, c, groups = 2)", "output y = add(a, d)"))
        .rewritesTo("""
            net n {
              input x: f32[2, 4, 7, 6]
              weight w: f32[6, 2, 3, 3]
              weight b: f32[6]
              output y = conv2d(x, w, b, pad = [2, 2, 2, 2], dilation = [2, 2], groups = 2)
            }
            """);
  }

  @Test
  void addsThreeWithoutBias() {
    RULE.on(net("a = conv2d(x, w1)", "d = conv2d(x, w12, pad = [0, 1, 0, 0])", "e = conv2d(x, w3, pad = [1, 1, 1, 1])", "f = add(a, d)",
        "output y = add(f, e)")).rewritesTo("""
            net n {
              input x: f32[2, 4, 7, 6]
              weight w: f32[6, 4, 3, 3]
              output y = conv2d(x, w, pad = [1, 1, 1, 1])
            }
            """);
  }

  @Test
  void declinesTapsInBetween() {
    RULE.on(
        net("a = conv2d(x, w3, pad = [2, 2, 2, 2], dilation = [2, 2])", "d = conv2d(x, w3, pad = [1, 1, 1, 1])", "output y = add(a, d)"))
        .declines(Reason.KERNEL, "neither of conv2d a and conv2d d has all the taps of the other");
  }

  @Test
  void declinesATapBeyondTheKernel() {
    RULE.on(net("a = conv2d(x, w12, pad = [0, 1, 0, 0])", "d = conv2d(x, w12, pad = [0, 0, 0, 1])", "output y = add(a, d)"))
        .declines(Reason.KERNEL);
  }

  @Test
  void declinesOtherStrides() {
    RULE.on("""
        net n {
          input x: f32[1, 2, 1, 4]
          weight v: f32[3, 2, 1, 1]
          weight w: f32[3, 2, 1, 1]
          a = conv2d(x, v, stride = [1, 2])
          b = conv2d(x, w, stride = [2, 2])
          output y = add(a, b)
        }
        """).declines(Reason.STRIDE, "strides [1, 2] and [2, 2]");
  }

  @Test
  void declinesOtherGroups() {
    RULE.on(net("weight g: f32[6, 2, 1, 1]", "a = conv2d(x, g, groups = 2)", "d = conv2d(x, w1)", "output y = add(a, d)"))
        .declines(Reason.GROUPS, "2 and 1 groups");
  }

  @Test
  void declinesBroadcasting() {
    RULE.on(net("weight o: f32[1, 4, 1, 1]", "a = conv2d(x, o)", "d = conv2d(x, w1)", "output y = add(a, d)"))
        .declines(Reason.SHAPE, "f32[2, 1, 7, 6] and f32[2, 6, 7, 6]");
  }

  @Test
  void declinesWhenOneIsShared() {
    RULE.on(net("a = conv2d(x, w1)", "d = conv2d(x, w1, c)", "r = relu(d)", "output y = add(a, d)", "output z = r"))
        .declines(Reason.SECOND_USE, "conv2d d has 2 uses");
  }

  @Test
  void declinesWhenOneIsAnOutput() {
    RULE.on(net("a = conv2d(x, w1)", "d = conv2d(x, w1, c)", "output y = add(a, d)", "output z = a")).declines(Reason.IS_OUTPUT,
        "conv2d a");
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(net("u = relu(w1)", "a = conv2d(x, u)", "d = conv2d(x, w1, c)", "output y = add(a, d)"))
        .declines(Reason.NOT_CONSTANT, "operand weight of conv2d a");
  }

  @Test
  void doesNotTryConvolutionsOfDifferentInputs() {
    RULE.on(net("r = relu(x)", "a = conv2d(x, w1)", "d = conv2d(r, w1, c)", "output y = add(a, d)"))
        .declines(Reason.OTHER_OP, "adds convolutions of different inputs");
  }

  private static String expected(String attributes) {
    return """
        net n {
          input x: f32[2, 4, 7, 6]
          weight w: f32[6, 4, 3, 3]
          weight b: f32[6]
          output y = conv2d(x, w, b, %s)
        }
        """.formatted(attributes);
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 4, 7, 6]
          weight w3: f32[6, 4, 3, 3]
          weight w12: f32[6, 4, 1, 2]
          weight w1: f32[6, 4, 1, 1]
          weight b: f32[6]
          weight c: f32[6]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
