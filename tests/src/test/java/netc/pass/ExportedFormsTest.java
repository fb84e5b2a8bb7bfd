package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import netc.formats.Samples;
import netc.formats.onnx.OnnxExport;
import netc.formats.onnx.OnnxImport;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Statistics;
import netc.ir.Structure;
import netc.pass.Pipelines.Level;
import netc.testkit.Numbers;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What exporters write op by op becomes the ops that it was. */
class ExportedFormsTest {
  /** MobileNetV3's blocks as PaddleOCR's recognizer is exported: every function and normalization spelled out, the gate's pooling as a mean. */
  private static final String PADDLE = """
      block norm(x) {
        weight mean: f32[x.channels, 1, 1]
        weight var: f32[x.channels, 1, 1] = uniform(0.5, 1.5)
        weight gamma: f32[x.channels, 1, 1] = uniform(0.5, 1.2)
        weight beta: f32[x.channels, 1, 1]
        return (x - mean) / sqrt(var + 1e-5) * gamma + beta
      }
      block swish(x) { return x * clip(x + 3, 0, 6) / 6 }
      block gate(x) {
        s = reduce_mean(x, [2, 3]) -> conv(x.channels / 2, 1) -> relu -> conv(x.channels, 1)
        return x * clip(s * 0.16666667 + 0.5, 0, 1)
      }
      block inverted(x, width) {
        y = x -> conv(width, 1, bias = false) -> norm -> swish -> conv(width, 3, pad = 1, groups = width, bias = false) -> norm -> swish
        return x + (y -> gate -> conv(x.channels, 1, bias = false) -> norm)
      }
      net ocr {
        input image: f32[2, 3, 16, 24]
        weight w: f32[8, 5]
        weight b: f32[5]
        x = image -> conv(6, 3, stride = 2, pad = 1, bias = false) -> norm -> swish
        x = x -> inverted(10) -> inverted(14) -> conv(8, 1, bias = false) -> norm -> swish
        output y = matmul(reshape(reduce_mean(x, [2, 3]), [0, -1]), w) + b
      }
      """;

  @ParameterizedTest
  @EnumSource(value = Level.class, names = {"O1", "O2"})
  void paddleOcr(Level level) {
    Graph before = Texts.parse(PADDLE);
    Graph after = Runs.run(before, level).after();
    assertThat(Statistics.of(after).ops()).containsOnly(Map.entry("conv2d", 12), Map.entry("hard_swish", 6), Map.entry("hard_sigmoid", 2),
        Map.entry("relu", 2), Map.entry("global_avgpool", 3), Map.entry("mul", 2), Map.entry("add", 2), Map.entry("flatten", 1),
        Map.entry("linear", 1));
    Numbers.assertSame(before, after, Exactness.ROUNDING);
  }

  /** A gate with linear layers, its pooling without the axes, silu spelled out. */
  @Test
  void squeezeAndExcitationWithLinearLayers() {
    assertBecomes("""
        block silu_(x) { return x * sigmoid(x) }
        net n {
          input x: f32[2, 6, 5, 7]
          weight v: f32[6, 4]
          weight w: f32[4, 6]
          weight a: f32[4]
          weight b: f32[6]
          s = silu_(matmul(reduce_mean(x, [2, 3], false), v) + a)
          output y = x * reshape(1 / (1 + exp(-(matmul(s, w) + b))), [0, 6, 1, 1])
        }
        """, """
        net n {
          input x: f32[2, 6, 5, 7]
          weight v: f32[4, 6, 1, 1]
          weight w: f32[6, 4, 1, 1]
          weight a: f32[4]
          weight b: f32[6]
          output y = x * (x -> global_avgpool -> conv2d(v, a) -> silu -> conv2d(w, b) -> sigmoid)
        }
        """);
  }

  /** PyTorch's layer normalization and GELU before their operators came, then its channel shuffle. */
  @Test
  void torch() {
    assertBecomes("""
        net n {
          input x: f32[2, 6, 5, 7]
          weight g: f32[6, 1, 1] = uniform(0.5, 1.5)
          weight b: f32[6, 1, 1]
          d = x - reduce_mean(x, [1])
          n = d / pow(reduce_mean(pow(d, 2), [1]) + 1e-6, 0.5) * g + b
          l = n * 0.5 * (1 + erf(n / 1.4142135381698608))
          output y = l -> reshape([2, 3, 2, 5, 7]) -> transpose([0, 2, 1, 3, 4]) -> reshape([2, -1, 5, 7])
        }
        """, """
        net n {
          input x: f32[2, 6, 5, 7]
          weight g: f32[6]
          weight b: f32[6]
          output y = x -> layer_norm(g, b, 1, 1e-6) -> gelu -> shuffle(3)
        }
        """);
  }

  /** A block of ConvNeXt as PyTorch exports it: its layers are linear ones, with channels last. */
  @Test
  void channelsLast() {
    assertBecomes("""
        net n {
          input x: f32[2, 6, 5, 7]
          weight g: f32[6] = uniform(0.5, 1.5)
          weight b: f32[6]
          weight v: f32[6, 24]
          weight vb: f32[24]
          weight w: f32[24, 6]
          weight wb: f32[6]
          weight scale: f32[6, 1, 1]
          t = conv(x, 6, 7, pad = 3, groups = 6) -> transpose([0, 2, 3, 1])
          d = t - reduce_mean(t, [3])
          n = d / sqrt(reduce_mean(d * d, [3]) + 1e-6) * g + b
          h = matmul(n, v) + vb
          e = matmul(h * (erf(h / 1.4142135381698608) + 1) * 0.5, w) + wb
          output y = transpose(e, [0, 3, 1, 2]) * scale + x
          output z = matmul(reduce_mean(transpose(x, [0, 2, 3, 1]), [1, 2], false), v)
        }
        """, """
        net n {
          input x: f32[2, 6, 5, 7]
          weight g: f32[6] = uniform(0.5, 1.5)
          weight b: f32[6]
          c = conv(x, 6, 7, pad = 3, groups = 6) -> layer_norm(g, b, 1, 1e-6) -> conv(24, 1) -> gelu -> conv(6, 1)
          output y = c + x
          output z = x -> global_avgpool -> flatten -> linear(24)
        }
        """);
  }

  /** TensorFlow's relu6, leaky relu and softplus, and Mish from it. */
  @Test
  void tensorflow() {
    assertBecomes("""
        net n {
          input x: f32[2, 6, 5, 7]
          a = min(max(x, 0), 6)
          b = max(a - 1, (a - 1) * 0.2)
          s = log(1 + exp(b))
          output y = b * tanh(s)
        }
        """, """
        net n {
          input x: f32[2, 6, 5, 7]
          output y = mish(leaky_relu(clip(x, 0, 6) - 1, 0.2))
        }
        """);
  }

  /** A scale and a shift that no layer takes, since an activation stands on either side and padding behind it. */
  @Test
  void batchNormalizationAsProductAndSum() {
    assertBecomes("""
        net n {
          input x: f32[2, 3, 5, 7]
          weight k: f32[6, 1, 1] = uniform(-1, 1)
          weight t: f32[1, 6, 1, 1] = uniform(-1, 1)
          output y = relu(conv(x, 6, 3)) * k + t -> conv(4, 3, pad = 1)
        }
        """.replace("relu(conv(x, 6, 3)) * k + t ->", "(relu(conv(x, 6, 3)) * k + t) ->"), """
        net n {
          input x: f32[2, 3, 5, 7]
          output y = relu(conv(x, 6, 3)) -> bn -> conv(4, 3, pad = 1)
        }
        """);
  }

  private static void assertBecomes(String text, String expected) {
    Graph before = Texts.parse(text);
    Graph after = Runs.run(before, Level.O1).after();
    Graph wanted = Texts.parse(expected);
    assertThat(Statistics.of(after).ops()).as("got\n%s", after).isEqualTo(Statistics.of(wanted).ops());
    Numbers.assertSame(before, after, Exactness.ROUNDING);
  }

  /** The oldest operator set has neither of these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hard_swish", "silu", "gelu", "gelu by tanh", "mish", "shuffle", "layer_norm of channels", "layer_norm of rows",
        "layer_norm of a matrix", "hard_sigmoid", "softplus", "reduce_mean"})
  void comesBackFromTheOldestOperatorSet(String name, @TempDir Path folder) throws IOException {
    Graph before = Objects.requireNonNull(Samples.all().get(name));
    Graph after = Runs.run(exportedAndImported(before, folder), Level.O1).after();
    Graph expected = Runs.run(before, Level.O1).after();
    assertThat(after.operations().map(Node::op)).isEqualTo(expected.operations().map(Node::op).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_v3_small", "shufflenet_v2_x0_5", "mnasnet_b1"})
  void modelsComeBackFromTheOldestOperatorSet(String model, @TempDir Path folder) throws IOException {
    assertComesBack(Models.graph(model, Map.of()), folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"convnext.net\" : convnext([1, 2], [6, 10], 5)",
    "efficientnet.net\" : efficientnet([4, 4, 6, 6, 8, 8, 10, 10, 20], [1, 1, 1, 1, 1, 1, 1], 5, 0.2)"})
  void familiesComeBackFromTheOldestOperatorSet(String network, @TempDir Path folder) throws IOException {
    String[] parts = network.split(" : ", 2);
    assertComesBack(Models.parse("""
        import "families/%s
        net small {
          input image: f32[N, 3, 64, 64]
          output y = image -> %s
        }
        """.formatted(parts[0], parts[1]), Map.of()), folder);
  }

  private static void assertComesBack(Graph before, Path folder) throws IOException {
    Graph after = Runs.run(exportedAndImported(before, folder), Level.O1).after();
    assertThat(Structure.difference(after, Runs.run(before, Level.O1).after())).isEmpty();
  }

  private static Graph exportedAndImported(Graph graph, Path folder) throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(file, graph, OnnxExport.Options.DEFAULT.withOpset(13));
    return OnnxImport.read(file, OnnxImport.Options.STANDARD).graph();
  }
}
