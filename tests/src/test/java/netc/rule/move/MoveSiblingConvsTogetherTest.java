package netc.rule.move;

import java.util.Arrays;
import java.util.stream.Stream;
import netc.match.Reason;
import netc.rule.group.MergeSiblingConvs;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class MoveSiblingConvsTogetherTest {
  private static final RuleTester RULE = RuleTester.of(new MoveSiblingConvsTogether());

  @Test
  void putsSiblingsSideBySide() {
    RULE.on(net("a = conv2d(x, u)", "b = conv2d(x, w, pad = [1, 1, 1, 1])", "c = conv2d(x, v, vb)", "j = concat(a, x, b, c)", "r = relu(j)",
        "n = batchnorm(r, k, k, k, kv)", "e = conv2d(n, t)", "output y = e"))
        .rewritesTo(
            net("a = conv2d(x, u)", "b = conv2d(x, w, pad = [1, 1, 1, 1])", "c = conv2d(x, v, vb)", "j = concat(a, c, x, b)", "r = relu(j)",
                "weight k1: f32[14]", "weight k2: f32[14]", "weight k3: f32[14]", "weight k4: f32[14]", "weight t2: f32[5, 14, 1, 1]",
                "n = batchnorm(r, k1, k2, k3, k4)", "e = conv2d(n, t2)", "output y = e"));
  }

  @Test
  void asNeighboursTheyBecomeOne() {
    RuleTester.of(new MoveSiblingConvsTogether(), new MergeSiblingConvs())
        .on(net("a = conv2d(x, u)", "b = conv2d(x, w, pad = [1, 1, 1, 1])", "c = conv2d(x, v, vb)", "j = concat(a, b, c, x)",
            "e = conv2d(j, t)", "output y = e"))
        .rewritesTo(
            net("weight uv: f32[7, 3, 1, 1]", "weight uvb: f32[7]", "a = conv2d(x, uv, uvb)", "b = conv2d(x, w, pad = [1, 1, 1, 1])",
                "j = concat(a, b, x)", "weight t2: f32[5, 14, 1, 1]", "e = conv2d(j, t2)", "output y = e"));
  }

  @Test
  void looksThroughEqualFunctions() {
    RULE.on(
        net("a = relu(conv2d(x, u))", "c = relu(conv2d(x, v, vb))", "d = tanh(conv2d(x, v, vb))", "g = conv2d(x, q, pad = [0, 1, 0, 1])",
            "j = concat(a, d, g, c)", "e = conv2d(j, t)", "output y = e"))
        .rewritesTo(net("a = relu(conv2d(x, u))", "c = relu(conv2d(x, v, vb))", "d = tanh(conv2d(x, v, vb))",
            "g = conv2d(x, q, pad = [0, 1, 0, 1])",
            "j = concat(a, c, d, g)", "weight t2: f32[5, 14, 1, 1]", "e = conv2d(j, t2)", "output y = e"));
  }

  @Test
  void declinesNeighboursAndOthers() {
    RULE.on(net("a = conv2d(x, u)", "c = conv2d(x, v, vb)", "b = conv2d(x, w, pad = [1, 1, 1, 1])", "j = concat(a, c, b, x)",
        "e = conv2d(j, t)",
        "output y = e")).declines(Reason.OTHER_OP, "concat j has no siblings that are apart");
  }

  @Test
  void declinesWhatIsUsedElsewhere() {
    String[] apart =
        {"a = conv2d(x, u)", "b = conv2d(x, w, pad = [1, 1, 1, 1])", "c = conv2d(x, v, vb)", "j = concat(a, x, b, c)", "e = conv2d(j, t)"};
    RULE.on(net(and(apart, "s = tanh(j)", "output y = e", "output z = s"))).declines(Reason.SECOND_USE, "concat j has 2 uses");
    RULE.on(net(and(apart, "output y = e", "output z = j"))).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAComputedFilter() {
    RULE.on(net("a = conv2d(x, u)", "b = conv2d(x, w, pad = [1, 1, 1, 1])", "c = conv2d(x, v, vb)", "j = concat(a, x, b, c)",
        "e = conv2d(j, tanh(t))",
        "output y = e")).declines(Reason.NOT_CONSTANT);
  }

  private static String[] and(String[] first, String... others) {
    return Stream.of(first, others).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[1, 3, 4, 5]
          weight u: f32[2, 3, 1, 1]
          weight v: f32[5, 3, 1, 1]
          weight vb: f32[5]
          weight w: f32[4, 3, 3, 3]
          weight q: f32[2, 3, 1, 3]
          weight k: f32[14]
          weight kv: f32[14] = uniform(0.5, 1.5)
          weight t: f32[5, 14, 1, 1]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
