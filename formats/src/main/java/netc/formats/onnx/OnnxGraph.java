package netc.formats.onnx;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import netc.formats.onnx.proto.OnnxProto.AttributeProto;
import netc.formats.onnx.proto.OnnxProto.GraphProto;
import netc.formats.onnx.proto.OnnxProto.NodeProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.formats.onnx.proto.OnnxProto.TensorShapeProto.Dimension;
import netc.formats.onnx.proto.OnnxProto.TypeProto;
import netc.formats.onnx.proto.OnnxProto.ValueInfoProto;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Constant;
import netc.ir.op.Leaf;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/**
 * The ONNX graph in the making: nodes, initializers and the names of values. A value has its own name, or that of the output that it is:
 * ONNX knows an output by the name of its value.
 */
final class OnnxGraph {
  /**
   * A weight to be written.
   *
   * @param name its name
   * @param tensor its elements
   */
  record Weight(String name, Tensor tensor) {
    /** Its dimensions. */
    List<Long> dims() {
      return LongStream.range(0, tensor.type().rank()).map(axis -> tensor.type().size((int) axis)).boxed().toList();
    }
  }

  private final Graph graph;
  private final int opset;
  private final GraphProto.Builder proto = GraphProto.newBuilder();
  private final Set<String> taken = new HashSet<>();
  private final IdentityHashMap<Value, String> names = new IdentityHashMap<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Map<List<?>, String> constants = new HashMap<>();

  OnnxGraph(Path path, Graph graph, int opset) {
    this.graph = graph;
    this.opset = opset;
    proto.setName(graph.name());
    for (Node input : graph.inputs()) {
      claim(input.result(), input.name());
      proto.addInput(info(input.name(), input.type()));
    }
    graph.outputs().forEach((name, value) -> nameOutput(path, name, value));
    for (Node node : graph.nodes()) {
      node.results().stream().filter(result -> !names.containsKey(result)).forEach(result -> claim(result, fresh(result.name())));
    }
    for (Node node : graph.operations().toList()) {
      node.results().stream().filter(result -> !graph.outputs().containsKey(name(result)))
          .forEach(result -> proto.addValueInfo(info(name(result), result.type())));
    }
  }

  /** The version of the operators. */
  int opset() {
    return opset;
  }

  private void nameOutput(Path path, String name, Value value) {
    if (name.equals(names.get(value))) {
      return; // the output is the input of that name
    }
    if (taken.contains(name)) {
      throw new DiagnosticException(
          Diagnostic.of(Code.NOT_EXPRESSIBLE,
              "\"" + path + "\": output \"" + name + "\" has the name of an input, which ONNX does not allow"));
    }
    if (value.producer().op() instanceof Leaf || names.containsKey(value)) {
      taken.add(name);
    } else {
      claim(value, name);
    }
  }

  private void claim(Value value, String name) {
    taken.add(name);
    names.put(value, name);
  }

  private String fresh(String wanted) {
    String name = wanted;
    for (int i = 1; taken.contains(name); i++) {
      name = wanted + "_" + i;
    }
    taken.add(name);
    return name;
  }

  /** The finished graph, without the weights. */
  GraphProto finish() {
    graph.outputs().forEach((name, value) -> {
      if (!name.equals(names.get(value))) {
        proto.addNode(NodeProto.newBuilder().setOpType("Identity").setName(name).addInput(use(value)).addOutput(name));
      }
      proto.addOutput(info(name, value.type()));
    });
    return proto.build();
  }

  /** The weights that nodes use, each once. */
  List<Weight> weights() {
    return List.copyOf(weights.values());
  }

  /** The name of a value, whose elements are written if it is a weight. */
  String use(Value value) {
    String name = name(value);
    if (value.producer().op() instanceof Constant(Tensor tensor)) {
      weights.computeIfAbsent(name, _ -> new Weight(name, tensor));
    }
    return name;
  }

  private String name(Value value) {
    String name = names.get(value);
    if (name == null) {
      throw new IllegalArgumentException(value + " is not in graph " + graph.name());
    }
    return name;
  }

  /** Adds an operator that computes the results of a node. */
  void result(Node node, String operator, List<String> inputs, AttributeProto... attributes) {
    add(operator, node, node.results().stream().map(this::name).toList(), inputs, attributes).setName(node.name());
  }

  /** Adds an operator that computes something on the way to the results of a node, and returns that value's name. */
  String step(Node node, String operator, List<String> inputs, AttributeProto... attributes) {
    String output = fresh(node.name() + "." + operator.toLowerCase(Locale.ROOT));
    add(operator, node, List.of(output), inputs, attributes).setName(output);
    return output;
  }

  private NodeProto.Builder add(String operator, Node node, List<String> outputs, List<String> inputs, AttributeProto... attributes) {
    NodeProto.Builder added =
        proto.addNodeBuilder().setOpType(operator).addAllInput(inputs).addAllOutput(outputs).addAllAttribute(Arrays.asList(attributes));
    String origin = node.origin().toString();
    return origin.equals(node.name()) ? added : added.setDocString(origin);
  }

  /** A value under other dimensions, reshaped once. A weight too: under its name it is written in its own shape, as who reads it expects. */
  String reshaped(Node node, Value value, List<Long> dims) {
    String shape = integers(dims);
    return constants.computeIfAbsent(List.of(name(value), dims), _ -> {
      String output = fresh(name(value) + "." + dims.size() + "d");
      add("Reshape", node, List.of(output), List.of(use(value), shape)).setName(output);
      return output;
    });
  }

  /** Adds a weight that the graph does not have. */
  String weight(String wanted, Tensor tensor) {
    String name = fresh(wanted);
    weights.put(name, new Weight(name, tensor));
    return name;
  }

  /** The list of integers as an initializer; equal lists share one. */
  String integers(List<Long> values) {
    return constants.computeIfAbsent(values, _ -> {
      String name = fresh("integers" + values.toString().replaceAll("[\\[\\], ]+", "_"));
      ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.size()).order(ByteOrder.LITTLE_ENDIAN);
      values.forEach(bytes::putLong);
      proto.addInitializer(TensorProto.newBuilder().setName(name).addDims(values.size()).setDataType(TensorProto.DataType.INT64_VALUE)
          .setRawData(ByteString.copyFrom(bytes.flip())));
      return name;
    });
  }

  /** As {@link #integers(List)}. */
  String integers(long... values) {
    return integers(LongStream.of(values).boxed().toList());
  }

  /** The number as an initializer without dimensions; equal numbers share one. */
  String scalar(double value) {
    return constants.computeIfAbsent(List.of((float) value), _ -> {
      String name = fresh("number_" + (float) value);
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat((float) value).flip();
      proto.addInitializer(
          TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE).setRawData(ByteString.copyFrom(bytes)));
      return name;
    });
  }

  private static ValueInfoProto info(String name, TensorType type) {
    var tensor = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
    for (Dim dim : type.shape().dims()) {
      tensor.getShapeBuilder().addDim(switch (dim) {
        case Dim.Known(long size) -> Dimension.newBuilder().setDimValue(size);
        case Dim.Symbol(String symbol) -> Dimension.newBuilder().setDimParam(symbol);
      });
    }
    if (type.rank() == 0) {
      tensor.getShapeBuilder(); // present and empty: a scalar, where a missing shape is an unknown one
    }
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }
}
