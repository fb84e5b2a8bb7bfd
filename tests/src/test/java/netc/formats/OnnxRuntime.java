package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Runs ONNX models elsewhere than in netc. */
public final class OnnxRuntime {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private OnnxRuntime() {}

  /** A model, loaded. */
  public static OrtSession session(Path file) throws OrtException {
    return ENVIRONMENT.createSession(file.toString());
  }

  /** The outputs of a model that was exported from {@code graph}, by name; they must have the graph's types. */
  public static Map<String, Tensor> run(Path file, Graph graph, Map<String, Tensor> inputs) throws OrtException {
    var feeds = new LinkedHashMap<String, OnnxTensor>();
    var results = new LinkedHashMap<String, Tensor>();
    try (OrtSession session = session(file)) {
      for (var input : inputs.entrySet()) {
        long[] sizes = input.getValue().shape().dims().stream().mapToLong(dim -> Long.parseLong(dim.toString())).toArray();
        feeds.put(input.getKey(), OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(input.getValue().toArray()), sizes));
      }
      try (OrtSession.Result result = session.run(feeds)) {
        for (var output : result) {
          OnnxTensor tensor = (OnnxTensor) output.getValue();
          assertThat(TensorType.f32(tensor.getInfo().getShape())).as(output.getKey())
              .isEqualTo(Samples.at(graph.outputs(), output.getKey()).type());
          FloatBuffer elements = tensor.getFloatBuffer();
          float[] array = new float[elements.remaining()];
          elements.get(array);
          results.put(output.getKey(), Tensor.of(Shape.of(tensor.getInfo().getShape()), array));
        }
      }
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
    return results;
  }
}
