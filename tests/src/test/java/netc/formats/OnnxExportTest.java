package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import netc.formats.onnx.OnnxExport;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.diag.DiagnosticException;
import netc.ir.eval.Evaluator;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.Add;
import netc.ir.op.AvgPool2d;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.Identity;
import netc.ir.op.Linear;
import netc.ir.op.Lrn;
import netc.ir.op.MatMul;
import netc.ir.op.Op;
import netc.ir.op.Prelu;
import netc.ir.op.Reduction;
import netc.ir.op.Relu;
import netc.ir.op.Softmax;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime runs what is exported and must compute what the evaluator does. */
class OnnxExportTest {
  private static final long BATCH = 3;

  @TempDir
  Path folder;

  static Stream<String> names() {
    return Samples.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void agreesWithTheEvaluator(String name) throws OrtException {
    agrees(Samples.named(name), OnnxExport.Options.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 18, 19, 20, 21})
  void agreesInOtherOperatorSets(int opset) throws OrtException {
    for (Graph graph : Samples.all().values()) {
      agrees(graph, OnnxExport.Options.DEFAULT.withOpset(opset));
    }
  }

  @Test
  void keepsWeightsInAFileBesideTheModel() throws OrtException, IOException {
    var b = new GraphBuilder("outside");
    Value x = b.input("x", Samples.batched(29, 5, 7));
    Value conv = b.add(Conv2d.plain(), x, b.weight("w", Samples.weight("w", 31, 29, 3, 3)), b.weight("b", Samples.weight("b", 31)));
    b.output("y", b.add(Conv2d.plain(), conv, b.weight("v", Samples.weight("v", 37, 31, 1, 1))));
    agrees(b.build(), OnnxExport.Options.DEFAULT.withLargest(0));
    assertThat(Files.size(folder.resolve("model.onnx"))).isLessThan(2000);
    assertThat(Files.size(folder.resolve("model.onnx.data"))).isEqualTo(8 * 4096 + 37 * 31 * 4);
  }

  /** As it must be above 2 GB. */
  @Test
  void aModelThatIsTooLargeForOneFileBecomesTwo() throws OrtException, IOException {
    var b = new GraphBuilder("large");
    Value x = b.input("x", Samples.batched(29, 5, 7));
    b.output("y", b.add(Conv2d.plain(), x, b.weight("w", Samples.weight("w", 31, 29, 3, 3))));
    agrees(b.build(), OnnxExport.Options.DEFAULT);
    long size = Files.size(folder.resolve("model.onnx"));
    agrees(b.build(), OnnxExport.Options.DEFAULT.withLargest(size));
    assertThat(folder.resolve("model.onnx.data")).doesNotExist();
    agrees(b.build(), OnnxExport.Options.DEFAULT.withLargest(size / 2));
    assertThat(Files.size(folder.resolve("model.onnx.data"))).isEqualTo(31 * 29 * 9 * 4);
  }

  @Test
  void leavesNeitherFileWhenOneCannotBeWritten() throws IOException {
    Files.createDirectory(folder.resolve("model.onnx.data"));
    var options = OnnxExport.Options.DEFAULT.withLargest(0);
    assertThatThrownBy(() -> OnnxExport.write(folder.resolve("model.onnx"), Samples.named("linear"), options))
        .isInstanceOf(DiagnosticException.class).hasMessageContaining("E0002");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("model.onnx.data"));
    }
  }

  @Test
  void keepsNamesTypesAndMetadata() throws OrtException {
    var b = new GraphBuilder("named");
    Value x = b.input("image", Samples.batched(2, 3, 3));
    b.output("relu", b.add(new Relu(), b.add(new Relu(), x)));
    b.output("image", x);
    Path file = folder.resolve("named.onnx");
    OnnxExport.write(file, b.build(), OnnxExport.Options.DEFAULT.withMetadata(Map.of("netc.rule.FoldX", "3")));
    try (OrtSession session = OnnxRuntime.session(file)) {
      assertThat(session.getInputNames()).containsExactly("image");
      assertThat(session.getOutputNames()).containsExactly("relu", "image");
      assertThat(Samples.at(session.getInputInfo(), "image").getInfo()).isInstanceOfSatisfying(TensorInfo.class, info -> {
        assertThat(info.getShape()).containsExactly(-1, 2, 3, 3);
        assertThat(info.getDimensionNames()).containsExactly("N", "", "", "");
      });
      assertThat(session.getMetadata().getGraphName()).isEqualTo("named");
      assertThat(session.getMetadata().getProducerName()).isEqualTo("netc");
      assertThat(session.getMetadata().getCustomMetadataValue("netc.rule.FoldX")).contains("3");
    }
  }

  @Test
  void exportsWhatHasUnusualOperands() throws OrtException {
    var b = new GraphBuilder("unusual");
    Value x = b.input("x", Samples.batched(3, 4, 5));
    Value slope = b.add(new Identity(), b.weight("slope", Samples.weight("s", 3)));
    b.output("computed slope", b.add(new Prelu(), x, slope));
    Value scalar = b.weight("scalar", Tensor.of(Shape.of(), 0.5f));
    b.output("scalar", b.add(new Add(), x, scalar));
    b.output("a weight", b.weight("w", Samples.weight("w", 2, 2)));
    b.output("broadcast", b.add(new Add(), x, b.input("row", TensorType.f32(5))));
    agrees(b.build(), OnnxExport.Options.DEFAULT);
  }

  @Test
  void refusesAnOutputNamedAfterAnotherInput() {
    var b = new GraphBuilder("clash");
    b.output("x", b.add(new Relu(), b.input("x", TensorType.f32(1))));
    assertThatThrownBy(() -> OnnxExport.write(folder.resolve("clash.onnx"), b.build(), OnnxExport.Options.DEFAULT))
        .isInstanceOf(DiagnosticException.class).hasMessageContaining("E0006").hasMessageContaining("\"x\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 22})
  void refusesOtherOperatorSets(int opset) {
    assertThatThrownBy(() -> OnnxExport.Options.DEFAULT.withOpset(opset)).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("operator set " + opset + ", expected 13 … 21");
  }

  @Test
  void writesALongChain() throws IOException {
    var b = new GraphBuilder("chain");
    Value value = b.input("x", TensorType.f32(1, 2));
    for (int i = 0; i < 100_000; i++) {
      value = b.add(new Relu(), List.of(value), List.of("relu"), new Origin.Source("relu", Optional.empty())).result();
    }
    b.output("y", value);
    Path file = folder.resolve("chain.onnx");
    OnnxExport.write(file, b.build(), OnnxExport.Options.DEFAULT);
    assertThat(Files.size(file)).isGreaterThan(2_000_000);
  }

  private void agrees(Graph symbolic, OnnxExport.Options options) throws OrtException {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(file, symbolic, options);
    Graph graph = symbolic.bind(Map.of("N", BATCH));
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    graph.inputs().forEach(input -> inputs.put(input.name(), Tensor.initial(input.type(), new Init.Uniform(-1, 1), input.name(), 42)));
    Map<String, Tensor> expected = Evaluator.evaluate(graph, inputs);
    Map<String, Tensor> actual = OnnxRuntime.run(file, graph, inputs);
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    double tolerance = tolerance(graph);
    expected.forEach((name, tensor) -> {
      float[] wanted = tensor.toArray();
      float[] got = Samples.at(actual, name).toArray();
      for (int i = 0; i < wanted.length; i++) {
        assertThat((double) got[i]).as("%s[%d]", name, i).isCloseTo(wanted[i], Offset.offset(tolerance));
      }
    });
  }

  /** Inputs and weights are within ±1.2, so a sum of n products errs by no more than n · ε; ten more ops of any kind err by ε each. */
  private static double tolerance(Graph graph) {
    return (graph.nodes().stream().mapToLong(OnnxExportTest::reductionLength).sum() + 10) * 1.2 * 0x1p-23;
  }

  private static long reductionLength(Node node) {
    Op op = node.op();
    return switch (op) {
      case ConvTranspose2d _ -> node.operand(1).type().shape().elements() / node.type().size(1);
      case MatMul _ -> node.operand(1).type().size(0);
      case Conv2d _ -> node.operand(1).type().shape().elementsFrom(1);
      case Linear _ -> node.operand(1).type().size(1);
      case AvgPool2d(var kernel, _, _, _, _) -> (long) kernel.height() * kernel.width();
      case AdaptiveAvgPool2d _, GlobalAvgPool _ -> node.operand(0).type().shape().elementsFrom(2);
      case Reduction _ -> node.operand(0).type().shape().elements() / node.type().shape().elements();
      case Lrn(int size, _, _, _) -> size;
      case Softmax(int axis) -> node.type().size(axis);
      default -> 1;
    };
  }
}
