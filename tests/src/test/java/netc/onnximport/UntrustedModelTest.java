package netc.onnximport;

import static netc.onnximport.TestModel.integer;
import static netc.onnximport.TestModel.list;
import static netc.onnximport.TestModel.number;
import static netc.onnximport.TestModel.opset;
import static netc.onnximport.TestModel.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import netc.formats.Corruption;
import netc.formats.onnx.OnnxImport;
import netc.ir.diag.DiagnosticException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, reading it ends in a graph or in a diagnostic that names it. */
class UntrustedModelTest {
  @TempDir
  Path folder;

  /** A little of everything. */
  private static TestModel model() {
    return opset(13).input("x", 0, 4, 6, 6).weight("w", 4, 2, 3, 3).weight("b", 4).weight("s", 4).weight("v", 4)
        .node("Conv", "x w b -> c", list("pads", 1, 1, 1, 1), integer("group", 2))
        .node("BatchNormalization", "c s b s v -> n", number("epsilon", 0.1f)).node("Relu", "n -> r")
        .node("MaxPool", "r -> p", list("kernel_shape", 2, 2), list("strides", 2, 2)).node("Shape", "p -> h").integers("zero", 0)
        .node("Gather", "h zero -> g").node("Constant", "-> rest", tensor("value", TestModel.integerTensor(-1)))
        .node("Concat", "g rest -> t", integer("axis", 0)).node("Reshape", "p t -> f").weight("m", 36, 3)
        .node("Gemm", "f m -> y", number("alpha", 2)).output("y");
  }

  private static void read(Path file) {
    OnnxImport.read(file, OnnxImport.Options.STANDARD);
  }

  @Test
  void refusesModelsThatAreCutOff() throws IOException {
    Path file = folder.resolve("model.onnx");
    model().write(file);
    Corruption.refusesEveryTruncation(file, UntrustedModelTest::read);
  }

  @Test
  void survivesChangedBytes() throws IOException {
    Path file = folder.resolve("model.onnx");
    model().write(file);
    assertThat(Corruption.survivesChangedBytes(file, UntrustedModelTest::read, 20_000)).isGreaterThan(5_000);
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Path file = folder.resolve("model.onnx");
    byte[] text = "net n { input x: f32[1] output y = x }".getBytes(StandardCharsets.UTF_8);
    for (byte[] bytes : new byte[][] {{}, text, new byte[1000], {0x0b, 0x0b, 0x0b}, {0x0c}, {(byte) 0xff, (byte) 0xff}}) {
      assertThat(Corruption.read(file, bytes, UntrustedModelTest::read)).as(Arrays.toString(bytes)).isTrue();
    }
  }

  /** A node needs two bytes in a file and a hundred in memory. */
  @Test
  void refusesModelsOfTooManyNodes() throws IOException {
    var nodes = new ByteArrayOutputStream();
    for (int i = 0; i < 20_000_000; i++) {
      nodes.write(0x0a);
      nodes.write(0);
    }
    var bytes = new ByteArrayOutputStream();
    bytes.write(0x3a);
    for (int left = nodes.size(); left > 0; left >>>= 7) {
      bytes.write(left > 0x7f ? (left & 0x7f) | 0x80 : left);
    }
    nodes.writeTo(bytes);
    Path file = folder.resolve("model.onnx");
    Files.write(file, bytes.toByteArray());
    assertThat(catchThrowableOfType(DiagnosticException.class, () -> read(file))).hasMessageContaining("E0305");
  }

  @Test
  void refusesTensorsThatGrow() throws IOException {
    TestModel model = opset(13).input("x", 1, 4, 64, 64).output("y");
    String name = "x";
    for (int i = 0; i < 60; i++) {
      model.node("Concat", name + " " + name + " -> " + (i == 59 ? "y" : "v" + i), integer("axis", 2));
      name = "v" + i;
    }
    Path file = folder.resolve("model.onnx");
    model.write(file);
    assertThat(catchThrowableOfType(DiagnosticException.class, () -> read(file))).hasMessageContaining("E0303");
  }

  @Test
  void refusesShapesThatGrow() throws IOException {
    TestModel model = opset(13).input("x", 1, 4).output("y").node("Shape", "x -> s0");
    for (int i = 0; i < 60; i++) {
      model.node("Concat", "s" + i + " s" + i + " -> s" + (i + 1), integer("axis", 0));
    }
    Path file = folder.resolve("model.onnx");
    model.node("Reshape", "x s60 -> y").write(file);
    assertThat(catchThrowableOfType(DiagnosticException.class, () -> read(file)).diagnostics()).isNotEmpty();
  }
}
