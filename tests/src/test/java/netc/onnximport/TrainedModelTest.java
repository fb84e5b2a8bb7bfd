package netc.onnximport;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import netc.Compiler;
import netc.formats.OnnxRuntime;
import netc.formats.onnx.OnnxImport;
import netc.ir.Graph;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks that others trained: PaddleOCR's, exported by their tools. The classifier of the direction of text ({@code ch_ppocr_mobile_v2.0_cls}, a
 * MobileNetV3) sees that a line of text is upside down, with the confidence that ONNX Runtime gives; those that find and read text agree with it.
 */
class TrainedModelTest {
  private static final int HEIGHT = 48;
  private static final int WIDTH = 192;

  private static Graph before;
  private static Graph after;

  @TempDir
  private static Path folder;

  private static Path file;

  @BeforeAll
  static void read() throws IOException {
    file = unpacked("ch_ppocr_mobile_v2.0_cls_infer.onnx");
    before = imported(file, Shape.of(1, 3, HEIGHT, WIDTH));
    after = Compiler.standard().optimize(before).after();
  }

  private static Path unpacked(String model) throws IOException {
    Path target = folder.resolve(model);
    try (InputStream in = Objects.requireNonNull(TrainedModelTest.class.getResourceAsStream("/models/" + model), model)) {
      Files.copy(in, target);
    }
    return target;
  }

  private static Graph imported(Path model, Shape shape) {
    return OnnxImport.read(model, new OnnxImport.Options(Map.of("x", shape))).graph();
  }

  @BeforeEach
  void needNoScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  /** A line of text, black on white, as the model takes it: −1 … 1, all channels alike. */
  private static Tensor image(String text, String font, boolean upsideDown) {
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    if (upsideDown) {
      graphics.rotate(Math.PI, WIDTH / 2.0, HEIGHT / 2.0);
    }
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(font, Font.PLAIN, 32));
    graphics.drawString(text, (WIDTH - graphics.getFontMetrics().stringWidth(text)) / 2, 36);
    graphics.dispose();
    var elements = new float[3 * HEIGHT * WIDTH];
    for (int i = 0; i < elements.length; i++) {
      int at = i % (HEIGHT * WIDTH);
      elements[i] = image.getRaster().getSample(at % WIDTH, at / WIDTH, 0) / 127.5f - 1;
    }
    return Tensor.of(TensorType.f32(1, 3, HEIGHT, WIDTH).shape(), elements);
  }

  private static float[] answer(Map<String, Tensor> outputs) {
    return outputs.values().iterator().next().toArray();
  }

  @ParameterizedTest
  @CsvSource({"Invoice 2024,SansSerif", "Hello World,Serif", "netc compiles,Monospaced", "Total: 17.35,SansSerif", "Good Morning,Serif"})
  void seesWhetherTextIsUpsideDown(String text, String font) throws OrtException {
    for (boolean upsideDown : List.of(false, true)) {
      Map<String, Tensor> inputs = Map.of("x", image(text, font, upsideDown));
      float[] expected = answer(OnnxRuntime.run(file, before, inputs));
      assertThat(expected[upsideDown ? 1 : 0]).as("what ONNX Runtime says").isGreaterThan(0.9f);
      for (Graph graph : List.of(before, after)) {
        assertThat(answer(Comparison.run(graph, inputs))).containsExactly(expected, Offset.offset(1e-5f));
      }
    }
  }

  /** The detectors of text, and the recognizers, whose last layers are attention: the same places and the same letters. */
  @ParameterizedTest
  @CsvSource({"ch_PP-OCRv3_det_infer.onnx, 64, 96", "ch_PP-OCRv4_det_infer.onnx, 64, 96", "ch_PP-OCRv3_rec_infer.onnx, 48, 80",
    "ch_PP-OCRv4_rec_infer.onnx, 48, 80"})
  void findsAndReadsText(String name, int height, int width) throws IOException, OrtException {
    Path model = unpacked(name);
    Graph graph = imported(model, Shape.of(1, 3, height, width));
    Map<String, Tensor> inputs = Comparison.inputs(graph);
    Map<String, Tensor> expected = OnnxRuntime.run(model, graph, inputs);
    Comparison.requireClose(expected, Comparison.run(graph, inputs), 1e-5);
    Comparison.requireClose(expected, Comparison.run(Compiler.standard().optimize(graph).after(), inputs), 1e-5);
  }

  @Test
  void normalizationsAreFolded() {
    assertThat(before.operations().map(node -> node.op().name())).contains("batchnorm");
    assertThat(after.operations().map(node -> node.op().name())).doesNotContain("batchnorm");
    assertThat(after.operations().count()).isLessThan(before.operations().count() * 3 / 4);
  }
}
