package netc.formats.onnx;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Input;
import netc.ir.op.Preprocess;

/** Writes graphs as ONNX models. */
public final class OnnxExport {
  private static final int FIRST_OPSET = 13;
  private static final int LAST_OPSET = 21;

  /**
   * What to write.
   *
   * @param opset the version of the standard operators, 13 to 21
   * @param largest the largest model that is one file, in bytes; the weights of a larger one go to a file of their own beside it
   * @param metadata what the model says of itself, by key
   */
  public record Options(int opset, long largest, Map<String, String> metadata) {
    /** Operator set 17, one file up to protobuf's limit of 2 GB, and nothing said. */
    public static final Options DEFAULT = new Options(17, Integer.MAX_VALUE - (1L << 20), Map.of());

    public Options {
      if (opset < FIRST_OPSET || opset > LAST_OPSET) {
        String range = FIRST_OPSET + " … " + LAST_OPSET;
        throw new DiagnosticException(Diagnostic.of(Code.UNKNOWN_OPTION_VALUE, "onnx: operator set " + opset + ", expected " + range));
      }
      metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** The same with another version of the operators. */
    public Options withOpset(int version) {
      return new Options(version, largest, metadata);
    }

    /** The same with another size that one file may have. */
    public Options withLargest(long bytes) {
      return new Options(opset, Math.min(bytes, DEFAULT.largest()), metadata);
    }

    /** The same with other metadata. */
    public Options withMetadata(Map<String, String> entries) {
      return new Options(opset, largest, entries);
    }
  }

  /** Before an input's name, the key of the metadata that say how images become its values. */
  static final String PREPROCESS = "netc.preprocess.";

  private OnnxExport() {}

  /**
   * Writes a graph; its symbolic dimensions stay so. External data goes to a file named after the model with {@code .data} at its end.
   *
   * @throws DiagnosticException if a file cannot be written, or the graph has something that ONNX cannot say
   */
  public static void write(Path path, Graph graph, Options options) {
    var model = new OnnxGraph(path, graph, options.opset());
    graph.operations().forEach(node -> OpMapping.emit(model, node));
    new OnnxWriter(path, model, options.withMetadata(metadata(graph, options))).write();
  }

  /** What the options have, and what the inputs say. */
  private static Map<String, String> metadata(Graph graph, Options options) {
    var metadata = new LinkedHashMap<>(options.metadata());
    for (Node node : graph.inputs()) {
      if (node.op() instanceof Input(_, var preprocess) && !preprocess.equals(Preprocess.NONE)) {
        metadata.put(PREPROCESS + node.name(), preprocess.toString());
      }
    }
    return metadata;
  }
}
