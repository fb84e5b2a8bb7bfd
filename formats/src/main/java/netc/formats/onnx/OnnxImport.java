package netc.formats.onnx;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import netc.formats.MappedFile;
import netc.formats.onnx.proto.OnnxProto.GraphProto;
import netc.formats.onnx.proto.OnnxProto.NodeProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.ir.Graph;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/**
 * Reads ONNX models (https://onnx.ai): operator sets 6 to 21, the operators of convolutional networks, elements of type {@code float}. Weights
 * stay in the mapped file. What is computed from shapes alone is computed now, so that the graph has tensors only; a symbolic batch may stay.
 *
 * <pre>{@code
 * Graph graph = OnnxImport.read(Path.of("resnet50.onnx"), Options.STANDARD).graph();
 * }</pre>
 */
public final class OnnxImport {
  /**
   * How to read.
   *
   * @param shapes the shapes of inputs, by name, where they are to be others than the model says
   */
  public record Options(Map<String, Shape> shapes) {
    /** All shapes as the model says. */
    public static final Options STANDARD = new Options(Map.of());

    public Options {
      shapes = Map.copyOf(shapes);
    }
  }

  /**
   * A model as it was read.
   *
   * @param graph the network
   * @param metadata what it says of itself, by key
   * @param files the files it is in: the model and those of its external data
   */
  public record Model(Graph graph, Map<String, String> metadata, Set<Path> files) {
    public Model {
      metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
      files = Set.copyOf(files);
    }
  }

  /**
   * The weights of a model, whatever its operators are.
   *
   * @param tensors its initializers and constants of floating-point elements by name, but for single numbers
   * @param files the files they are in: the model and those of its external data
   */
  public record Weights(Map<String, Tensor> tensors, Set<Path> files) {
    public Weights {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
      files = Set.copyOf(files);
    }
  }

  private OnnxImport() {}

  /**
   * Reads the weights of a model.
   *
   * @throws DiagnosticException if a file cannot be read or contradicts itself
   */
  public static Weights weights(Path path) {
    MappedFile file = MappedFile.open(path);
    ModelReader.Model model = ModelReader.read(file);
    var reader = new TensorReader(path, model.elements());
    var tensors = new LinkedHashMap<String, Tensor>();
    var problems = new Problems(file);
    messages(model.message().getGraph()).forEach((name, message) -> {
      try {
        if (message.getDimsCount() > 0 && ElementType.isFloat(message.getDataType())
            && reader.read(message, name) instanceof Operand.Weight(_, var tensor)) {
          tensors.put(name, tensor);
        }
      } catch (Refusal refusal) {
        problems.add(message, refusal);
      }
    });
    problems.throwIfAny();
    var files = new LinkedHashSet<>(reader.files());
    files.add(path);
    return new Weights(tensors, files);
  }

  /** The initializers, and the constants under the names of their results. */
  private static Map<String, TensorProto> messages(GraphProto graph) {
    var messages = new LinkedHashMap<String, TensorProto>();
    graph.getInitializerList().forEach(initializer -> messages.put(initializer.getName(), initializer));
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant") && node.getOutputCount() == 1) {
        node.getAttributeList().stream().filter(attribute -> attribute.getName().equals("value")).findFirst()
            .ifPresent(attribute -> messages.put(node.getOutput(0), attribute.getT()));
      }
    }
    return messages;
  }

  /**
   * Reads a model.
   *
   * @throws DiagnosticException if a file cannot be read or contradicts itself; if the model has operators that netc does not have, which are all
   *     listed in one diagnostic; if the sizes of an input are unknown or do not fit the model
   */
  public static Model read(Path path, Options options) {
    MappedFile file = MappedFile.open(path);
    ModelReader.Model model = ModelReader.read(file);
    var tensors = new TensorReader(path, model.elements());
    Graph graph = new Importer(file, model.message(), tensors, options).run();
    var files = new LinkedHashSet<>(tensors.files());
    files.add(path);
    var metadata = new LinkedHashMap<String, String>();
    model.message().getMetadataPropsList().forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
    return new Model(graph, metadata, files);
  }
}
