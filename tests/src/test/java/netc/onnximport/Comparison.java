package netc.onnximport;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import netc.CompiledModel;
import netc.Compiler;
import netc.formats.OnnxRuntime;
import netc.formats.Samples;
import netc.formats.onnx.OnnxImport;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.eval.Evaluator;
import netc.ir.op.Input;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import org.assertj.core.data.Offset;

/** Compares what an imported model computes with what ONNX Runtime computes from the same file. */
final class Comparison {
  private static final long BATCH = 2;

  private Comparison() {}

  /** Imports a model and requires that evaluator and CPU engine give what ONNX Runtime gives; returns the graph as it was imported. */
  static Graph agrees(Path file, double tolerance) throws OrtException {
    Graph graph = OnnxImport.read(file, OnnxImport.Options.STANDARD).graph();
    Graph bound = bound(graph);
    Map<String, Tensor> inputs = inputs(bound);
    Map<String, Tensor> expected = OnnxRuntime.run(file, bound, inputs);
    requireClose(expected, Evaluator.evaluate(bound, inputs), tolerance);
    requireClose(expected, run(bound, inputs), tolerance);
    return graph;
  }

  /** The graph with every symbolic batch bound. */
  static Graph bound(Graph graph) {
    Map<String, Long> sizes = new HashMap<>();
    for (Node input : graph.inputs()) {
      if (input.op() instanceof Input(var type, _)) {
        type.shape().dims().stream().filter(Dim.Symbol.class::isInstance).forEach(symbol -> sizes.put(symbol.toString(), BATCH));
      }
    }
    return graph.bind(sizes);
  }

  /** A tensor for each input, between −1 and 1. */
  static Map<String, Tensor> inputs(Graph graph) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    graph.inputs().forEach(input -> inputs.put(input.name(), Tensor.initial(input.type(), new Init.Uniform(-1, 1), input.name(), 42)));
    return inputs;
  }

  /** What the CPU engine gives. */
  static Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
    try (CompiledModel model = Compiler.standard().compile(graph)) {
      return model.run(inputs);
    }
  }

  /** Requires the same outputs, up to a tolerance relative to the largest element, or to 1 if that is smaller. */
  static void requireClose(Map<String, Tensor> expected, Map<String, Tensor> actual, double tolerance) {
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach((name, tensor) -> {
      Tensor got = Samples.at(actual, name);
      assertThat(got.type()).as(name).isEqualTo(tensor.type());
      float[] wanted = tensor.toArray();
      float[] found = got.toArray();
      double largest = 1;
      for (float element : wanted) {
        largest = Float.isFinite(element) ? Math.max(largest, Math.abs(element)) : largest;
      }
      for (int i = 0; i < wanted.length; i++) {
        if (Float.isFinite(wanted[i])) {
          assertThat((double) found[i]).as("%s[%d]", name, i).isCloseTo(wanted[i], Offset.offset(tolerance * largest));
        } else {
          assertThat(Float.compare(found[i], wanted[i])).as("%s[%d] is %s", name, i, wanted[i]).isZero();
        }
      }
    });
  }
}
