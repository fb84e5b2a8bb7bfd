package netc.formats.onnx;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.formats.MappedFile;
import netc.formats.onnx.proto.OnnxProto.StringStringEntryProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.formats.onnx.proto.OnnxProto.TensorShapeProto.Dimension;
import netc.formats.onnx.proto.OnnxProto.TypeProto;
import netc.formats.onnx.proto.OnnxProto.ValueInfoProto;
import netc.ir.Printer;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Inference;
import netc.ir.op.Input;
import netc.ir.op.Preprocess;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** The types of a model's inputs: as it declares them, or as its user does. */
final class Inputs {
  /** What an unknown size is called that the model has no name for. */
  private static final String BATCH = "N";

  private final MappedFile file;
  private final Map<String, Shape> shapes;
  private final List<StringStringEntryProto> metadata;
  private final Set<String> seen = new LinkedHashSet<>();

  Inputs(MappedFile file, Map<String, Shape> shapes, List<StringStringEntryProto> metadata) {
    this.file = file;
    this.shapes = shapes;
    this.metadata = metadata;
  }

  /** An input, with what netc wrote into the model of images for it. */
  Input input(ValueInfoProto declared) {
    TensorType type = type(declared);
    String key = OnnxExport.PREPROCESS + declared.getName();
    return metadata.stream().filter(entry -> entry.getKey().equals(key))
        .flatMap(entry -> Preprocess.parse(entry.getValue()).stream())
        .flatMap(preprocess -> Stream.of(preprocess, Preprocess.of(preprocess.scheme()))) // its sizes may not be for this input
        .map(preprocess -> new Input(type, preprocess)).filter(input -> input.infer(List.of()) instanceof Inference.Types)
        .findFirst().orElseGet(() -> new Input(type));
  }

  private TensorType type(ValueInfoProto input) {
    String name = input.getName();
    seen.add(name);
    if (name.isEmpty() || input.getType().getValueCase() != TypeProto.ValueCase.TENSOR_TYPE) {
      throw file.failure(Code.UNSUPPORTED_OPERATOR, "input \"" + name + "\" is no tensor");
    }
    TypeProto.Tensor declared = input.getType().getTensorType();
    if (declared.getElemType() != TensorProto.DataType.FLOAT_VALUE) {
      throw file.failure(Code.UNSUPPORTED_OPERATOR,
          "input \"" + name + "\" has elements of type " + ElementType.name(declared.getElemType()) + ", only float is read");
    }
    Shape shape = shape(name, declared);
    requireKnown(name, shape);
    try {
      return ImportedGraph.requireSize(TensorType.f32(shape));
    } catch (Refusal refusal) {
      throw file.failure(refusal.code(), "input \"" + name + "\": " + refusal.reason());
    }
  }

  private Shape shape(String name, TypeProto.Tensor declared) {
    Shape given = shapes.get(name);
    if (!declared.hasShape()) {
      if (given == null) {
        throw unknown(name, "input \"" + name + "\" has no shape", BATCH + ",3,224,224");
      }
      return given;
    }
    List<Dimension> dims = declared.getShape().getDimList();
    if (given == null) {
      return new Shape(dims.stream().map(Inputs::dim).toList());
    }
    if (given.rank() != dims.size()) {
      throw file.failure(Code.BAD_INPUT,
          "input \"" + name + "\" is to be " + given + ", it has " + dims.size() + " dimensions");
    }
    return given;
  }

  private static Dim dim(Dimension dimension) {
    return switch (dimension.getValueCase()) {
      // Exporters write 0 or −1 for a size that they do not know.
      case DIM_VALUE -> dimension.getDimValue() > 0 ? Dim.of(dimension.getDimValue()) : Dim.symbol(BATCH);
      case DIM_PARAM -> Dim.symbol(identifier(dimension.getDimParam(), BATCH));
      case VALUE_NOT_SET -> Dim.symbol(BATCH);
    };
  }

  private void requireKnown(String name, Shape shape) {
    for (int axis = 1; axis < shape.rank(); axis++) {
      if (shape.dim(axis) instanceof Dim.Symbol) {
        var example = new ArrayList<String>();
        for (int i = 0; i < shape.rank(); i++) {
          example.add(shape.dim(i) instanceof Dim.Known size ? size.toString() : i == 0 ? BATCH : "224");
        }
        throw unknown(name, "input \"" + name + "\" is " + shape + "; only the first size may be unknown", String.join(",", example));
      }
    }
  }

  private DiagnosticException unknown(String name, String message, String example) {
    return new DiagnosticException(Diagnostic.of(Code.SYMBOLIC_DIMENSION, "\"" + file.path() + "\": " + message)
        .help("say it: --shape " + name + "=" + example));
  }

  /** Requires that every shape that the user gave is an input's. */
  void requireAllUsed() {
    for (String name : shapes.keySet().stream().sorted().toList()) {
      if (!seen.contains(name)) {
        String known = seen.stream().map(input -> "\"" + input + "\"").collect(Collectors.joining(", "));
        throw file.failure(Code.UNKNOWN_OPTION_VALUE, "no input is called \"" + name + "\"; there are " + known);
      }
    }
  }

  /** The name with what no identifier may have replaced. */
  static String identifier(String name, String fallback) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    if (plain.isEmpty()) {
      return fallback;
    }
    boolean taken = Character.isDigit(plain.charAt(0)) || Printer.KEYWORDS.contains(plain);
    return taken ? "_" + plain : plain;
  }
}
