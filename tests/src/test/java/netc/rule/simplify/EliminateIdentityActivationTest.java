package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EliminateIdentityActivationTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateIdentityActivation());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "leaky_relu(x, slope = 1.0)", "blend(x, relu, lambda = 1.0)", "clip(x, low = -inf, high = inf)", "dropout(x, rate = 0.5)",
        "identity(x)"})
  void removes(String activation) {
    RULE.on(net(activation)).rewritesTo("""
        net n {
          input x: f32[2, 3, 2, 2]
          output y = tanh(x)
        }
        """);
  }

  @Test
  void removesAChainOfThemAtAnOutput() {
    RULE.on("""
        net n {
          input x: f32[1, 2]
          a = dropout(x, rate = 0.5)
          b = identity(a)
          c = leaky_relu(b, slope = 1.0)
          output y = c
        }
        """).rewritesTo("""
        net n {
          input x: f32[1, 2]
          output y = x
        }
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"leaky_relu(x, slope = 0.5)", "blend(x, relu, lambda = 0.5)",
    "leaky_relu(x, slope = -1.0)"})
  void declinesOtherParameters(String activation) {
    RULE.on(net(activation)).declines(Reason.NOT_IDENTITY);
  }

  @Test
  void saysWhichParameter() {
    RULE.on(net("leaky_relu(x, slope = 0.25)")).declines(Reason.NOT_IDENTITY,
        "leaky_relu a has slope = 0.25, which is the identity only at 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu(x)", "sigmoid(x)", "tanh(x)", "clip(x, low = 0.0, high = inf)"})
  void doesNotTryWhatIsNeverTheIdentity(String activation) {
    RULE.on(net(activation)).declines(Reason.OTHER_OP);
  }

  private static String net(String activation) {
    return """
        net n {
          input x: f32[2, 3, 2, 2]
          a = %s
          output y = tanh(a)
        }
        """.formatted(activation);
  }
}
