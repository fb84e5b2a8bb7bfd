package netc.formats.onnx;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.IdentityHashMap;
import netc.formats.MappedFile;
import netc.formats.onnx.proto.OnnxProto.AttributeProto;
import netc.formats.onnx.proto.OnnxProto.GraphProto;
import netc.formats.onnx.proto.OnnxProto.ModelProto;
import netc.formats.onnx.proto.OnnxProto.NodeProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.ir.diag.Code;

/**
 * Reads the messages of a model. The elements of tensors are not read: they stay in the mapped file, apart from their messages. (Protobuf's own reader would
 * copy the whole file.)
 */
final class ModelReader {
  /** What a file may hold but for the elements of tensors, in bytes: as messages it takes some fifty times that in memory. */
  private static final long MAX_STRUCTURE = 32 << 20;

  /** What a message counts for. */
  private static final int MESSAGE = 8;

  private static final Parser<ModelProto> MODEL = DiscardUnknownFieldsParser.wrap(ModelProto.parser());
  private static final Parser<GraphProto> GRAPH = DiscardUnknownFieldsParser.wrap(GraphProto.parser());
  private static final Parser<NodeProto> NODE = DiscardUnknownFieldsParser.wrap(NodeProto.parser());
  private static final Parser<AttributeProto> ATTRIBUTE = DiscardUnknownFieldsParser.wrap(AttributeProto.parser());
  private static final Parser<TensorProto> TENSOR = DiscardUnknownFieldsParser.wrap(TensorProto.parser());

  private final MappedFile file;
  private final IdentityHashMap<TensorProto, MemorySegment> elements = new IdentityHashMap<>();
  private long structure;

  private ModelReader(MappedFile file) {
    this.file = file;
  }

  /**
   * A model.
   *
   * @param message all of it but the elements of tensors that are in {@code raw_data}
   * @param elements these, by the tensor, which is the very one in the message
   */
  record Model(ModelProto message, IdentityHashMap<TensorProto, MemorySegment> elements) {}

  /** The model in a file. */
  static Model read(MappedFile file) {
    try {
      var reader = new ModelReader(file);
      ModelProto message = reader.model();
      return new Model(message, reader.elements);
    } catch (InvalidProtocolBufferException e) {
      var failure = file.corrupt("it is no ONNX model: a message in it contradicts itself");
      failure.initCause(e);
      throw failure;
    }
  }

  /** The bytes of a message without the fields that are read on their own. */
  private final class Rest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Rest() {
      count(MESSAGE);
    }

    void keep(MemorySegment field) {
      count(field.byteSize());
      bytes.writeBytes(field.toArray(ValueLayout.JAVA_BYTE));
    }

    <T> T read(Parser<T> parser) throws InvalidProtocolBufferException {
      return parser.parseFrom(bytes.toByteArray());
    }
  }

  private void count(long amount) {
    structure += amount;
    if (structure > MAX_STRUCTURE) {
      throw file.failure(Code.GRAPH_SIZE, "more than " + MAX_STRUCTURE + " bytes of nodes and names");
    }
  }

  private ModelProto model() throws InvalidProtocolBufferException {
    var rest = new Rest();
    var fields = new WireFields(file, file.bytes());
    boolean hasGraph = false;
    GraphProto.Builder graph = GraphProto.newBuilder();
    while (fields.next()) {
      if (fields.number() == ModelProto.GRAPH_FIELD_NUMBER) {
        hasGraph = true;
        addGraph(graph, fields.content());
      } else {
        rest.keep(fields.field());
      }
    }
    if (!hasGraph) {
      throw file.corrupt("it is no ONNX model: it has no graph");
    }
    return rest.read(MODEL).toBuilder().setGraph(graph).build();
  }

  private void addGraph(GraphProto.Builder graph, MemorySegment message) throws InvalidProtocolBufferException {
    var rest = new Rest();
    var fields = new WireFields(file, message);
    while (fields.next()) {
      switch (fields.number()) {
        case GraphProto.NODE_FIELD_NUMBER -> graph.addNode(node(fields.content()));
        case GraphProto.INITIALIZER_FIELD_NUMBER -> graph.addInitializer(tensor(fields.content()));
        default -> rest.keep(fields.field());
      }
    }
    graph.mergeFrom(rest.read(GRAPH));
  }

  private NodeProto node(MemorySegment message) throws InvalidProtocolBufferException {
    var rest = new Rest();
    NodeProto.Builder node = NodeProto.newBuilder();
    var fields = new WireFields(file, message);
    while (fields.next()) {
      if (fields.number() == NodeProto.ATTRIBUTE_FIELD_NUMBER) {
        node.addAttribute(attribute(fields.content()));
      } else {
        rest.keep(fields.field());
      }
    }
    return node.mergeFrom(rest.read(NODE)).build();
  }

  private AttributeProto attribute(MemorySegment message) throws InvalidProtocolBufferException {
    var rest = new Rest();
    AttributeProto.Builder attribute = AttributeProto.newBuilder();
    var fields = new WireFields(file, message);
    while (fields.next()) {
      if (fields.number() == AttributeProto.T_FIELD_NUMBER) {
        attribute.setT(tensor(fields.content()));
      } else {
        rest.keep(fields.field());
      }
    }
    return attribute.mergeFrom(rest.read(ATTRIBUTE)).build();
  }

  private TensorProto tensor(MemorySegment message) throws InvalidProtocolBufferException {
    var rest = new Rest();
    MemorySegment raw = MemorySegment.NULL;
    var fields = new WireFields(file, message);
    while (fields.next()) {
      switch (fields.number()) {
        case TensorProto.RAW_DATA_FIELD_NUMBER -> raw = fields.content();
        // as large in memory as in the file
        case TensorProto.FLOAT_DATA_FIELD_NUMBER, TensorProto.DOUBLE_DATA_FIELD_NUMBER -> rest.bytes
            .writeBytes(fields.field().toArray(ValueLayout.JAVA_BYTE));
        default -> rest.keep(fields.field());
      }
    }
    TensorProto tensor = rest.read(TENSOR);
    if (raw.byteSize() > 0) {
      elements.put(tensor, raw);
    }
    return tensor;
  }
}
