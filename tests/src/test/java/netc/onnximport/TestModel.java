package netc.onnximport;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import netc.formats.onnx.proto.OnnxProto.AttributeProto;
import netc.formats.onnx.proto.OnnxProto.AttributeProto.AttributeType;
import netc.formats.onnx.proto.OnnxProto.GraphProto;
import netc.formats.onnx.proto.OnnxProto.ModelProto;
import netc.formats.onnx.proto.OnnxProto.NodeProto;
import netc.formats.onnx.proto.OnnxProto.OperatorSetIdProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.formats.onnx.proto.OnnxProto.TensorShapeProto.Dimension;
import netc.formats.onnx.proto.OnnxProto.TypeProto;
import netc.formats.onnx.proto.OnnxProto.ValueInfoProto;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** An ONNX model in the making, as an exporter of another framework's would write it. */
final class TestModel {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final int opset;

  private TestModel(int opset) {
    this.opset = opset;
  }

  /** A model in this operator set. */
  static TestModel opset(int version) {
    return new TestModel(version);
  }

  /** Adds an input; 0 stands for the symbol {@code batch}, a negative number for another symbol. */
  TestModel input(String name, long... sizes) {
    graph.addInput(info(name, sizes));
    return this;
  }

  private static ValueInfoProto info(String name, long... sizes) {
    var tensor = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
    tensor.getShapeBuilder();
    for (long size : sizes) {
      tensor.getShapeBuilder().addDim(size > 0 ? Dimension.newBuilder().setDimValue(size)
          : Dimension.newBuilder().setDimParam(size == 0 ? "batch" : "other"));
    }
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }

  /** Adds an output of any shape. */
  TestModel output(String name) {
    var tensor = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
    graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)));
    return this;
  }

  /** Adds a node: {@code "x w -> y"}, where {@code _} stands for an input that is left out. */
  TestModel node(String type, String flow, AttributeProto... attributes) {
    String[] sides = (" " + flow).split("->", -1);
    graph.addNode(NodeProto.newBuilder().setOpType(type).addAllInput(names(sides[0])).addAllOutput(names(sides[1]))
        .addAllAttribute(Arrays.asList(attributes)));
    return this;
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.strip().split(" +", -1)).filter(name -> !name.isEmpty()).map(name -> name.equals("_") ? "" : name).toList();
  }

  /** Adds an initializer with elements between −1 and 1, other ones for every name. */
  TestModel weight(String name, long... sizes) {
    return weight(name, new Init.Uniform(-1, 1), sizes);
  }

  /** Adds an initializer. */
  TestModel weight(String name, Init init, long... sizes) {
    graph.addInitializer(tensor(Tensor.initial(TensorType.f32(sizes), init, name, 7)).setName(name));
    return this;
  }

  /** Adds an initializer of integers. */
  TestModel integers(String name, long... elements) {
    graph.addInitializer(integerTensor(elements).setName(name));
    return this;
  }

  /** Adds an initializer without dimensions. */
  TestModel scalar(String name, float element) {
    graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE).addFloatData(element));
    return this;
  }

  /** Adds any initializer. */
  TestModel initializer(TensorProto.Builder tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  /** The elements of a tensor as {@code raw_data}. */
  static TensorProto.Builder tensor(Tensor tensor) {
    return TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT_VALUE).addAllDims(sizes(tensor))
        .setRawData(ByteString.copyFrom(tensor.segment().toArray(ValueLayout.JAVA_BYTE)));
  }

  private static List<Long> sizes(Tensor tensor) {
    return LongStream.range(0, tensor.type().rank()).map(axis -> tensor.type().size((int) axis)).boxed().toList();
  }

  /** A list of integers as {@code raw_data}. */
  static TensorProto.Builder integerTensor(long... elements) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * elements.length).order(ByteOrder.LITTLE_ENDIAN);
    LongStream.of(elements).forEach(bytes::putLong);
    return TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64_VALUE).addDims(elements.length)
        .setRawData(ByteString.copyFrom(bytes.flip()));
  }

  /** A list of numbers, possibly empty. */
  static TensorProto.Builder floats(float... elements) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(elements.length);
    for (float element : elements) {
      tensor.addFloatData(element);
    }
    return tensor;
  }

  static AttributeProto numbers(String name, float... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
    for (float value : values) {
      attribute.addFloats(value);
    }
    return attribute.build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOAT).setF(value).build();
  }

  static AttributeProto integers(String name, List<Long> values) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS).addAllInts(values).build();
  }

  static AttributeProto list(String name, long... values) {
    return integers(name, LongStream.of(values).boxed().toList());
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttributeProto tensor(String name, TensorProto.Builder value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.TENSOR).setT(value).build();
  }

  /** The model's message. */
  ModelProto.Builder build() {
    return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset)).setGraph(graph);
  }

  /** The type of its first operator. */
  String type() {
    return graph.getNode(0).getOpType();
  }

  /** Writes the model. */
  void write(Path file) throws IOException {
    Files.write(file, build().build().toByteArray());
  }
}
