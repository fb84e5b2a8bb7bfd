package netc.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/** A network in ONNX Runtime, with all of its optimizations. */
final class OnnxSession implements AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();

  /** Loads {@code file}; it will run on {@link Subject#noise}, in native memory as ONNX Runtime likes it best. */
  OnnxSession(Path file, int threads) throws OrtException {
    try (var options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      session = ENVIRONMENT.createSession(file.toString(), options);
    }
    for (var input : session.getInputInfo().entrySet()) {
      long[] sizes = ((TensorInfo) input.getValue().getInfo()).getShape();
      float[] elements = Subject.noise(Shape.of(sizes)).toArray();
      FloatBuffer buffer = ByteBuffer.allocateDirect(elements.length * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
      inputs.put(input.getKey(), OnnxTensor.createTensor(ENVIRONMENT, buffer.put(elements).rewind(), sizes));
    }
  }

  /** Runs once and drops the result. */
  void run() throws OrtException {
    session.run(inputs).close();
  }

  /** The outputs by name. */
  Map<String, Tensor> outputs() throws OrtException {
    var outputs = new LinkedHashMap<String, Tensor>();
    try (OrtSession.Result result = session.run(inputs)) {
      for (var output : result) {
        var tensor = (OnnxTensor) output.getValue();
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] elements = new float[buffer.remaining()];
        buffer.get(elements);
        outputs.put(output.getKey(), Tensor.of(Shape.of(tensor.getInfo().getShape()), elements));
      }
    }
    return outputs;
  }

  @Override
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensor::close);
    session.close();
  }
}
