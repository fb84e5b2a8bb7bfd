package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class FoldPadIntoConvTest {
  private static final RuleTester RULE = RuleTester.of(new FoldPadIntoConv());

  @Test
  void addsToTheConvolutionsOwnPadding() {
    RULE.on(net("p = pad(x, [1, 2, 0, 3])", "c = conv2d(p, w, wb, stride = [2, 1], pad = [0, 1, 1, 0])", "output y = c"))
        .rewritesTo(net("c = conv2d(x, w, wb, stride = [2, 1], pad = [1, 3, 1, 3])", "output y = c"));
  }

  @Test
  void foldsTwoInARow() {
    RULE.on(net("p = pad(x, [1, 0, 0, 0])", "q = pad(p, [0, 1, 2, 0])", "c = conv2d(q, w)", "output y = c"))
        .rewritesTo(net("c = conv2d(x, w, pad = [1, 1, 2, 0])", "output y = c"));
  }

  @Test
  void declinesOtherValuesThanZero() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1], value = 0.5)", "c = conv2d(p, w)", "output y = c"))
        .declines(Reason.BORDER, "pad p pads with 0.5, conv2d c with zeros");
  }

  @Test
  void declinesReflection() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1], mode = reflect)", "c = conv2d(p, w)", "output y = c"))
        .declines(Reason.BORDER, "pad p repeats or reflects the map");
  }

  @Test
  void declinesPaddingBeyondWhatAnOpCanSay() {
    RULE.on("""
        net n {
          input x: f32[1, 1, 1, 1]
          weight w: f32[1, 1, 1, 1]
          p = pad(x, [1000000000, 0, 0, 0])
          c = conv2d(p, w, stride = [2000000000, 1], pad = [2000000000, 0, 0, 0])
          output y = c
        }
        """).declines(Reason.PADDING, "pad p and conv2d c pad by more than");
  }

  @Test
  void declinesPaddingWithAnotherUse() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1])", "c = conv2d(p, w)", "r = relu(p)", "output y = c", "output z = r"))
        .declines(Reason.SECOND_USE, "pad p has 2 uses");
  }

  @Test
  void declinesPaddingThatIsAnOutput() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1])", "c = conv2d(p, w)", "output y = c", "output z = p")).declines(Reason.IS_OUTPUT, "pad p");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 3, 4, 5]
          weight w: f32[2, 3, 3, 2]
          weight wb: f32[2]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
