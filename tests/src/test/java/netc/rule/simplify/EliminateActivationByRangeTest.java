package netc.rule.simplify;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EliminateActivationByRangeTest {
  private static final RuleTester RULE = RuleTester.of(new EliminateActivationByRange());
  private static final RuleTester FUNCTIONS = RuleTester.ofInexact(new EliminateActivationByRange());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relu(x)", "clip(x, 0.5, 2)", "abs(x)", "x * x", "max(x, relu(z))", "min(relu(x), relu(z))", "relu(x) + abs(z)", "relu(x) * abs(z)",
        "maxpool(relu(x), 2)", "avgpool(relu(x), 3, pad = 1)", "global_avgpool(abs(x))", "adaptive_avgpool(relu(x), 2)",
        "adaptive_maxpool(relu(x), 2)", "reduce_max(relu(x), axes = [1])", "reduce_sum(relu(x), axes = [1])", "concat(relu(x), abs(z))",
        "reshape(relu(x), [0, -1, 5])", "transpose(relu(x), [0, 2, 3, 1])", "slice(relu(x), [1], [2], [1])", "shuffle(relu(x), 3)",
        "pad(relu(x), [1, 1, 1, 1], value = 0.5)", "pad(relu(x), [1, 1, 1, 1], mode = reflect)", "resize(relu(x), [8, 10], linear)",
        "resize(relu(x), [8, 10])", "neg(clip(x, -2, -1))", "hard_swish(relu(x))", "dropout(relu(x))",
        "split(relu(x), [1, 2])[1]", "pow(relu(x), 2)", "pow(relu(x), relu(z))", "maxpool(relu(x), 3, pad = 1)", "sqrt(relu(x))"})
  void removesAReluOfWhatIsNotNegative(String operand) {
    RULE.on(net(operand, "relu(m)")).rewritesTo(net(operand, "m"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sigmoid(x)", "softmax(x)", "exp(x)", "hard_sigmoid(x)", "softplus(x)"})
  void removesAReluOfAPositiveFunction(String operand) {
    FUNCTIONS.on(net(operand, "relu(m)")).rewritesTo(net(operand, "m"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abs(m)", "leaky_relu(m, 0.5)", "elu(m)", "prelu(m, s)", "clip(m, -1, inf)", "clip(m, 0, inf)"})
  void removesWhatIsTheIdentityThere(String activation) {
    RULE.on(net("relu(x)", activation)).rewritesTo(net("relu(x)", "m"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sigmoid(x)", "tanh(x)", "erf(x)", "maxpool(tanh(x), 2)", "hard_sigmoid(x)"})
  void removesBoundsThatHold(String operand) {
    FUNCTIONS.on(net(operand, "clip(m, -1, 1)")).rewritesTo(net(operand, "m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tanh(x)", "x", "concat(relu(x), z)", "relu(x) + z", "relu(x) - abs(z)", "maxpool(x, 2)",
        "pad(relu(x), [1, 1, 1, 1], value = -0.5)",
        "leaky_relu(x, 0.5)", "neg(relu(x))", "conv2d(relu(x), w)", "max(x, z)", "log(relu(x))", "relu(x) / z", "reciprocal(relu(x))",
        "hard_swish(x)", "pow(x, 2)", "pow(relu(x), -1)", "pow(relu(x), z)", "maxpool(relu(x), 2, pad = 1, dilation = 5)",
        "blend(x, relu, 0.5)"})
  void leavesWhatMayBeNegative(String operand) {
    RULE.on(net(operand, "relu(m)")).declines(Reason.OTHER_OP, "is the identity in 0.0 … Infinity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu(x)", "avgpool(sigmoid(x), 2)", "softplus(x)", "sigmoid(x) + sigmoid(z)"})
  void leavesBoundsThatMayBeMissed(String operand) {
    RULE.on(net(operand, "clip(m, 0, 1)")).declines(Reason.OTHER_OP, "0.0 … 1.0");
  }

  /** Beyond the reach of the analysis nothing is known. */
  @Test
  void looksAtAFewNodesOnly() {
    String far = "relu(x)" + " -> reshape([0, 3, 5, 4]) -> reshape([0, 3, 4, 5])".repeat(10);
    RULE.on(net(far, "relu(m)")).declines(Reason.OTHER_OP);
  }

  private static String net(String operand, String result) {
    return """
        net n {
          input x: f32[2, 3, 4, 5]
          input z: f32[2, 3, 4, 5]
          weight s: f32[1] = [0.5]
          weight w: f32[3, 3, 1, 1]
          m = %s
          output y = neg(%s)
        }
        """.formatted(operand, result);
  }
}
