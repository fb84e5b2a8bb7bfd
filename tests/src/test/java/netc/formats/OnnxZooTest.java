package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.Map;
import netc.Compiler;
import netc.formats.onnx.OnnxExport;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.eval.Evaluator;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks, as written and optimized, exported and run by ONNX Runtime. */
class OnnxZooTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "googlenet", "squeezenet1_1"})
  void agreesWithTheEvaluator(String name) throws OrtException {
    Compiler compiler = Compiler.standard();
    Graph symbolic = compiler.load(Path.of("..", "models", name + ".net")).graph();
    Graph graph = symbolic.bind(Map.of("N", 1L));
    Node input = graph.inputs().getFirst();
    Map<String, Tensor> inputs = Map.of(input.name(), Tensor.initial(input.type(), new Init.Uniform(-1, 1), "image", 0));
    Map<String, Tensor> expected = Evaluator.evaluate(graph, inputs);
    assertThat(difference(expected, export(symbolic), graph, inputs)).as("as written").isLessThan(3e-6);
    assertThat(difference(expected, export(compiler.optimize(symbolic).after()), graph, inputs)).as("optimized").isLessThan(1e-5);
  }

  private Path export(Graph graph) {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(file, graph, OnnxExport.Options.DEFAULT);
    return file;
  }

  /** The largest difference, relative to the largest output. */
  private static double difference(Map<String, Tensor> expected, Path model, Graph graph, Map<String, Tensor> inputs) throws OrtException {
    Map<String, Tensor> actual = OnnxRuntime.run(model, graph, inputs);
    double largest = 0;
    double difference = 0;
    for (var output : expected.entrySet()) {
      float[] wanted = output.getValue().toArray();
      float[] got = Samples.at(actual, output.getKey()).toArray();
      for (int i = 0; i < wanted.length; i++) {
        largest = Math.max(largest, Math.abs(wanted[i]));
        difference = Float.isFinite(got[i]) ? Math.max(difference, Math.abs(wanted[i] - got[i])) : Double.POSITIVE_INFINITY;
      }
    }
    return difference / largest;
  }
}
