package netc.backend.tornado;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/** Another engine, to compare with. */
final class OnnxRuntime {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private OnnxRuntime() {}

  /** What the model in a file gives, by name. */
  static Map<String, Tensor> run(Path file, Map<String, Tensor> inputs) throws OrtException {
    var feeds = new HashMap<String, OnnxTensor>();
    try (OrtSession session = ENVIRONMENT.createSession(file.toString())) {
      for (var input : inputs.entrySet()) {
        Shape shape = input.getValue().shape();
        long[] sizes = new long[shape.rank()];
        for (int i = 0; i < sizes.length; i++) {
          sizes[i] = shape.extent(i);
        }
        feeds.put(input.getKey(), OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(input.getValue().toArray()), sizes));
      }
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      try (OrtSession.Result results = session.run(feeds)) {
        for (var result : results) {
          var tensor = (OnnxTensor) result.getValue();
          float[] elements = new float[tensor.getFloatBuffer().remaining()];
          tensor.getFloatBuffer().get(elements);
          outputs.put(result.getKey(), Tensor.of(Shape.of(tensor.getInfo().getShape()), elements));
        }
      }
      return outputs;
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }
}
