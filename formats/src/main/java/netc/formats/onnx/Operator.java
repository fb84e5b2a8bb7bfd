package netc.formats.onnx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import netc.formats.onnx.proto.OnnxProto.AttributeProto;
import netc.formats.onnx.proto.OnnxProto.AttributeProto.AttributeType;
import netc.formats.onnx.proto.OnnxProto.NodeProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.ir.Origin;
import netc.ir.diag.Code;
import netc.ir.op.Op;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** One node of a model on its way into the graph: its inputs, its attributes, and the ops that compute its results. */
final class Operator {
  private final ImportedGraph out;
  private final TensorReader tensors;
  private final NodeProto node;
  private final List<Optional<Operand>> inputs;
  private final int opset;
  private final Map<String, AttributeProto> attributes;
  private final Set<String> read = new HashSet<>();

  /**
   * A node.
   *
   * @param inputs an operand for each input that is not left out
   * @param opset the version of the standard operators
   */
  Operator(ImportedGraph out, TensorReader tensors, NodeProto node, List<Optional<Operand>> inputs, int opset) {
    this.out = out;
    this.tensors = tensors;
    this.node = node;
    this.inputs = List.copyOf(inputs);
    this.opset = opset;
    this.attributes =
        node.getAttributeList().stream().collect(Collectors.toMap(AttributeProto::getName, Function.identity(), (first, _) -> first));
  }

  String type() {
    return node.getOpType();
  }

  /** The version of the standard operators that the model is written in. */
  int opset() {
    return opset;
  }

  /** The number of its results. */
  int results() {
    return node.getOutputCount();
  }

  /** The name of its first result. */
  String name() {
    return node.getOutputCount() > 0 && !node.getOutput(0).isEmpty() ? node.getOutput(0) : type();
  }

  /** All inputs that are not left out. */
  List<Operand> inputs() {
    return inputs.stream().flatMap(Optional::stream).toList();
  }

  /** The input at this place, if it is not left out. */
  Optional<Operand> optional(int index) {
    return index < inputs.size() ? inputs.get(index) : Optional.empty();
  }

  /** The input at this place, which may not be left out. */
  Operand input(int index) {
    return optional(index).orElseThrow(() -> Refusal.invalid(Code.OPERAND_COUNT, "it has no input " + (index + 1)));
  }

  /** The type of an input. */
  TensorType type(int index) {
    return ImportedGraph.type(input(index));
  }

  /** The elements of an input of floats that must be known now, as few as an attribute has. */
  float[] numbers(int index) {
    if (input(index) instanceof Operand.Integers(_, var elements) && elements.isEmpty()) {
      return new float[0];
    }
    if (!(input(index) instanceof Operand.Weight(_, Tensor tensor))) {
      throw Refusal.unsupported("input " + (index + 1) + " is not constant");
    }
    IntegerOperators.checkedCount(tensor.shape().elements());
    return tensor.toArray();
  }

  /** The elements of an input of integers. */
  List<Extent> extents(int index) {
    if (input(index) instanceof Operand.Integers(_, var elements)) {
      return elements;
    }
    throw Refusal.unsupported("input " + (index + 1) + " is not constant");
  }

  /** The elements of an input of integers, which must all be known now. */
  List<Long> fixed(int index) {
    return extents(index).stream().map(Operator::fixed).toList();
  }

  private static long fixed(Extent extent) {
    return switch (extent) {
      case Extent.Fixed(long value) -> value;
      case Extent.Symbol _, Extent.Open _ -> throw Refusal.symbolic("it needs the value of " + extent);
    };
  }

  private Optional<AttributeProto> attribute(String name, AttributeType type) {
    read.add(name);
    AttributeProto attribute = attributes.get(name);
    if (attribute == null) {
      return Optional.empty();
    }
    // The first versions of the format had no types.
    if (attribute.getType() != type && attribute.getType() != AttributeType.UNDEFINED) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "attribute \"" + name + "\" is of type " + attribute.getType() + ", expected " + type);
    }
    return Optional.of(attribute);
  }

  /** Whether there is such an attribute. */
  boolean has(String name) {
    return attributes.containsKey(name);
  }

  /** An integer attribute. */
  long integer(String name, long initial) {
    return attribute(name, AttributeType.INT).map(AttributeProto::getI).orElse(initial);
  }

  /** A number, as the decimal that its {@code float} was written from: 0.1, not 0.10000000149011612. */
  double number(String name, double initial) {
    return attribute(name, AttributeType.FLOAT).map(AttributeProto::getF).map(Operator::decimal).orElse(initial);
  }

  static double decimal(float number) {
    return Double.parseDouble(Float.toString(number));
  }

  /** A list of integers. */
  Optional<List<Long>> integers(String name) {
    return attribute(name, AttributeType.INTS).map(AttributeProto::getIntsList);
  }

  /** A list of numbers. */
  Optional<List<Float>> floats(String name) {
    return attribute(name, AttributeType.FLOATS).map(AttributeProto::getFloatsList);
  }

  /** A text. */
  String text(String name, String initial) {
    return attribute(name, AttributeType.STRING).map(found -> found.getS().toString(StandardCharsets.UTF_8)).orElse(initial);
  }

  /** A tensor, called after the result. */
  Optional<Operand> tensor(String name) {
    return attribute(name, AttributeType.TENSOR).map(found -> read(found.getT()));
  }

  private Operand read(TensorProto message) {
    return tensors.read(message, name());
  }

  /** Attributes that make no difference to inference. */
  void ignore(String... names) {
    read.addAll(List.of(names));
  }

  /** Refuses attributes that nothing has read: they would change the meaning. */
  void requireAllRead() {
    String unread = attributes.keySet().stream().filter(name -> !read.contains(name)).sorted().collect(Collectors.joining(", "));
    if (!unread.isEmpty()) {
      throw Refusal.unsupported("attribute " + unread);
    }
  }

  /** An axis, counted from the end if it is negative. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "axis " + axis + " is outside of " + -rank + " … " + (rank - 1));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** A number that must fit into an {@code int}. */
  static int small(long number) {
    if (number != (int) number) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, "the number " + number + " is too large");
    }
    return (int) number;
  }

  /** The result of an op that computes the operator's only result. */
  Operand result(Op op, Operand... operands) {
    return out.add(op, List.of(operands), List.of(name()), origin()).getFirst();
  }

  /** The results of an op that computes all of the operator's results. */
  List<Operand> results(Op op, Operand... operands) {
    var names = new ArrayList<String>();
    for (int i = 0; i < node.getOutputCount(); i++) {
      names.add(node.getOutput(i).isEmpty() ? name() + "." + i : node.getOutput(i));
    }
    return out.add(op, List.of(operands), names, origin());
  }

  /** The result of an op on the way to the operator's result. */
  Operand step(Op op, Operand... operands) {
    return out.add(op, List.of(operands), List.of(name() + "." + op.name()), origin()).getFirst();
  }

  /** The origin of the ops. */
  private Origin origin() {
    return new Origin.Source(node.getName().isEmpty() ? name() : node.getName(), Optional.empty());
  }

  /** A constant of the operator's own. */
  Operand constant(String suffix, Tensor tensor) {
    return new Operand.Weight(name() + "." + suffix, tensor);
  }

  /** The numbers from 0, as many as there are axes. */
  static List<Long> axes(int rank) {
    return IntStream.range(0, rank).mapToObj(i -> (long) i).toList();
  }
}
