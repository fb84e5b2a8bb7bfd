package netc.onnximport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/**
 * The data of the ONNX project's own backend tests, where there is a copy of them: {@code onnx/backend/test/data} of https://github.com/onnx/onnx. The
 * system property {@code netc.onnx.conformance} or the environment variable {@code NETC_ONNX_DATA} names the folder.
 */
final class ConformanceData {
  private ConformanceData() {}

  /** What to say where there is none. */
  static final String MISSING = "neither -Dnetc.onnx.conformance nor NETC_ONNX_DATA names a folder with the ONNX project's test data";

  /** The folder. */
  static Optional<Path> folder() {
    return Optional.ofNullable(System.getProperty("netc.onnx.conformance", System.getenv("NETC_ONNX_DATA"))).map(Path::of)
        .filter(Files::isDirectory);
  }

  /** What is in a folder and ends so, by name. */
  static List<Path> list(Path folder, String ending) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tensor in a file. */
  static Tensor tensor(Path file) throws IOException {
    TensorProto message = TensorProto.parseFrom(Files.readAllBytes(file));
    if (message.getDataType() != TensorProto.DataType.FLOAT_VALUE) {
      throw new IOException(file + " has elements of type " + message.getDataType());
    }
    FloatBuffer raw = message.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] elements = new float[raw.hasRemaining() ? raw.remaining() : message.getFloatDataCount()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = raw.hasRemaining() ? raw.get() : message.getFloatData(i);
    }
    return Tensor.of(Shape.of(message.getDimsList().stream().mapToLong(Long::longValue).toArray()), elements);
  }
}
