package netc.onnximport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import netc.formats.OnnxRuntime;
import netc.formats.Samples;
import netc.formats.onnx.OnnxExport;
import netc.formats.onnx.OnnxImport;
import netc.Compiler;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.Structure;
import netc.ir.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole networks of the ONNX project's test data, whose weights are all 0.02: with those they must give the expected outputs; with random ones, which show
 * a wrong order of channels, what ONNX Runtime gives.
 */
class LightModelsTest {
  @TempDir
  Path folder;

  private static Stream<Path> models() {
    assumeTrue(ConformanceData.folder().isPresent(), ConformanceData.MISSING);
    return ConformanceData.list(ConformanceData.folder().orElseThrow().resolve("light"), ".onnx").stream();
  }

  private static Stream<DynamicTest> each(Check check) {
    return models().map(model -> DynamicTest.dynamicTest(model.getFileName().toString(), () -> check.of(model)));
  }

  /** What is required of a model. */
  @FunctionalInterface
  private interface Check {
    void of(Path model) throws IOException, OrtException;
  }

  @TestFactory
  Stream<DynamicTest> givesTheExpectedOutput() {
    return each(model -> {
      Graph graph = read(model);
      Tensor expected = ConformanceData.tensor(Path.of(model.toString().replace(".onnx", "_output_0.pb")));
      Map<String, Tensor> inputs = Map.of(graph.inputs().getFirst().name(), LightModels.ramp(graph.inputs().getFirst().type()));
      String output = graph.outputs().keySet().iterator().next();
      Comparison.requireClose(Map.of(output, expected), Comparison.run(graph, inputs), 1e-5);
    });
  }

  @TestFactory
  Stream<DynamicTest> agreesWithOnnxRuntimeOnRandomWeights() {
    return each(model -> {
      Path random = LightModels.withRandomWeights(model, folder);
      Graph graph = read(random);
      Map<String, Tensor> inputs = Comparison.inputs(graph);
      Map<String, Tensor> expected = OnnxRuntime.run(random, graph, inputs);
      requireClose(expected, Comparison.run(graph, inputs));
      requireClose(expected, Comparison.run(Compiler.standard().optimize(graph).after(), inputs));
      Files.delete(random.resolveSibling(LightModels.WEIGHTS));
    });
  }

  /** The logits are compared relative to the largest: there are thousands of roundings on the way. */
  private static void requireClose(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    expected.forEach((name, tensor) -> {
      double largest = 0;
      double difference = 0;
      float[] wanted = tensor.toArray();
      float[] found = Samples.at(actual, name).toArray();
      for (int i = 0; i < wanted.length; i++) {
        largest = Math.max(largest, Math.abs(wanted[i]));
        difference = Math.max(difference, Math.abs(wanted[i] - found[i]));
      }
      assertThat(difference / largest).isLessThan(1e-4);
    });
  }

  /** Its exporter wrote each as reshape, transpose, reshape. */
  @Test
  void theShufflesOfShuffleNetAreFound() {
    Path model = models().filter(file -> file.endsWith("light_shufflenet.onnx")).findFirst().orElseThrow();
    Map<String, Integer> ops = Statistics.of(Compiler.standard().optimize(read(model)).after()).ops();
    assertThat(ops).containsEntry("shuffle", 16).containsEntry("flatten", 1).containsEntry("global_avgpool", 1)
        .doesNotContainKeys("transpose", "reshape", "batchnorm");
  }

  @TestFactory
  Stream<DynamicTest> exportAndImportGiveTheSame() {
    return each(model -> {
      Graph first = read(model);
      Path exported = folder.resolve(model.getFileName());
      OnnxExport.write(exported, first, OnnxExport.Options.DEFAULT);
      assertThat(Structure.difference(first, read(exported))).isEmpty();
      Files.delete(exported);
    });
  }

  private static Graph read(Path model) {
    return OnnxImport.read(model, OnnxImport.Options.STANDARD).graph();
  }
}
