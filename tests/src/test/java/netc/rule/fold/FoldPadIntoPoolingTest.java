package netc.rule.fold;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldPadIntoPoolingTest {
  private static final RuleTester RULE = RuleTester.of(new FoldPadIntoPooling());

  @Test
  void countsTheZerosOfAnAverage() {
    RULE.on(net("p = pad(x, [1, 0, 1, 2])", "a = avgpool2d(p, kernel = [2, 4], stride = [2, 1], count_pad = false)", "output y = a"))
        .rewritesTo(net("a = avgpool2d(x, kernel = [2, 4], stride = [2, 1], pad = [1, 0, 1, 2])", "output y = a"));
  }

  @Test
  void addsToPaddingThatIsCounted() {
    RULE.on(net("p = pad(x, [1, 0, 0, 2])", "a = avgpool2d(p, kernel = [4, 4], pad = [1, 1, 0, 1])", "output y = a"))
        .rewritesTo(net("a = avgpool2d(x, kernel = [4, 4], pad = [2, 1, 0, 3])", "output y = a"));
  }

  @Test
  void foldsMinusInfinityIntoAMaximum() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1], value = -inf)", "a = maxpool2d(p, kernel = [3, 3], dilation = [2, 1], pad = [1, 0, 0, 0])",
        "output y = a"))
        .rewritesTo(net("a = maxpool2d(x, kernel = [3, 3], dilation = [2, 1], pad = [2, 1, 1, 1])", "output y = a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu(x)", "sigmoid(x)", "clip(x, 0, 3)"})
  void foldsZerosIntoAMaximumOfWhatIsNotNegative(String function) {
    RULE.on(net("r = " + function, "p = pad(r, [1, 0, 1, 1])", "a = maxpool2d(p, kernel = [2, 3], stride = [2, 2])", "output y = a"))
        .rewritesTo(net("r = " + function, "a = maxpool2d(r, kernel = [2, 3], stride = [2, 2], pad = [1, 0, 1, 1])", "output y = a"));
  }

  @Test
  void declinesZerosBesideNegativeElements() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1])", "a = maxpool2d(p, kernel = [3, 3])", "output y = a"))
        .declines(Reason.BORDER, "pad p pads with 0.0, which may be more than what maxpool2d a would see otherwise");
  }

  @Test
  void declinesAnAverageOfOtherValues() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1], value = 1)", "a = avgpool2d(p, kernel = [2, 2])", "output y = a"))
        .declines(Reason.BORDER, "pad p pads with 1.0");
  }

  @Test
  void declinesPaddingOfWhichOnlyAPartCounts() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1])", "a = avgpool2d(p, kernel = [4, 4], pad = [1, 1, 1, 1], count_pad = false)", "output y = a"))
        .declines(Reason.PADDING, "avgpool2d a does not count its own padding");
  }

  @Test
  void declinesALastWindowThatIsNotWhole() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1])", "a = avgpool2d(p, kernel = [2, 2], stride = [2, 2], ceil = true)", "output y = a"))
        .declines(Reason.PADDING, "avgpool2d a rounds up");
  }

  @Test
  void declinesPaddingAsLargeAsTheWindow() {
    RULE.on(net("p = pad(x, [0, 0, 2, 0])", "a = avgpool2d(p, kernel = [2, 2])", "output y = a"))
        .declines(Reason.KERNEL, "pad p pads by as much as the kernel [2, 2] of avgpool2d a");
  }

  @Test
  void declinesWindowsThatMaySeePaddingAlone() {
    RULE.on(net("r = relu(x)", "p = pad(r, [1, 1, 1, 1])", "a = maxpool2d(p, kernel = [2, 2], dilation = [5, 1])", "output y = a"))
        .declines(Reason.DILATION, "maxpool2d a has dilation [5, 1]");
  }

  @Test
  void declinesPoolingThatCannotPad() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1])", "a = global_avgpool(p)", "output y = a")).declines(Reason.OTHER_OP,
        "global_avgpool a cannot pad");
  }

  @Test
  void declinesPaddingWithAnotherUse() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1])", "a = avgpool2d(p, kernel = [2, 2])", "r = relu(p)", "output y = a", "output z = r"))
        .declines(Reason.SECOND_USE, "pad p has 2 uses");
  }

  @Test
  void declinesPaddingThatIsAnOutput() {
    RULE.on(net("p = pad(x, [1, 1, 1, 1])", "a = avgpool2d(p, kernel = [2, 2])", "output y = a", "output z = p"))
        .declines(Reason.IS_OUTPUT, "pad p");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 3, 6, 5]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
