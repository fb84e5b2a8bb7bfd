package netc.formats.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Map;
import netc.formats.MappedFile;
import netc.formats.onnx.proto.OnnxProto.AttributeProto;
import netc.formats.onnx.proto.OnnxProto.GraphProto;
import netc.formats.onnx.proto.OnnxProto.ModelProto;
import netc.formats.onnx.proto.OnnxProto.NodeProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.ir.diag.Code;

/** Reads the messages of a model. The elements of tensors are not copied: they stay in the mapped file. */
final class ModelReader {
  /** Larger files cannot be models: protobuf's limit is 2 GB. */
  private static final long MAX_FILE = Integer.MAX_VALUE;

  /** What a file may hold but for the elements of tensors, in bytes and fields: messages take ten to twenty times that in memory. */
  private static final long MAX_STRUCTURE = 32 << 20;

  /** What a message counts for. */
  private static final int MESSAGE = 8;

  private static final int MAX_NESTING = 16;

  /** Which fields of a message hold messages: {@link #elements} are the ones that may be long. */
  private enum Kind {
    MODEL, GRAPH, NODE, ATTRIBUTE, TENSOR, OTHER;

    private static final Map<Integer, Kind> GRAPH_FIELDS = Map.of(GraphProto.NODE_FIELD_NUMBER, NODE, GraphProto.INITIALIZER_FIELD_NUMBER,
        TENSOR);

    Kind field(int number) {
      return switch (this) {
        case MODEL -> number == ModelProto.GRAPH_FIELD_NUMBER ? GRAPH : OTHER;
        case GRAPH -> GRAPH_FIELDS.getOrDefault(number, OTHER);
        case NODE -> number == NodeProto.ATTRIBUTE_FIELD_NUMBER ? ATTRIBUTE : OTHER;
        case ATTRIBUTE -> number == AttributeProto.T_FIELD_NUMBER ? TENSOR : OTHER;
        case TENSOR, OTHER -> OTHER;
      };
    }

    /** Whether a field holds elements that take about as much memory as they take in the file, or none. */
    boolean elements(int number) {
      return this == TENSOR && (number == TensorProto.RAW_DATA_FIELD_NUMBER || number == TensorProto.FLOAT_DATA_FIELD_NUMBER
          || number == TensorProto.DOUBLE_DATA_FIELD_NUMBER);
    }
  }

  private final MappedFile file;
  private long structure;

  private ModelReader(MappedFile file) {
    this.file = file;
  }

  /** The model in a file. */
  static ModelProto read(MappedFile file) {
    if (file.size() > MAX_FILE) {
      throw file.corrupt("the model has " + file.size() + " bytes; larger ones than 2 GB keep their weights in another file");
    }
    try {
      return new ModelReader(file).parse();
    } catch (InvalidProtocolBufferException e) {
      var failure = file.corrupt("it is no ONNX model: " + reason(e));
      failure.initCause(e);
      throw failure;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private static String reason(InvalidProtocolBufferException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("UTF-8") ? "a name is not UTF-8 text" : "it is cut off, or its messages contradict each other";
  }

  private ModelProto parse() throws IOException {
    scan(stream(), Kind.MODEL);
    CodedInputStream in = stream();
    ModelProto model = DiscardUnknownFieldsParser.wrap(ModelProto.parser()).parseFrom(in);
    in.checkLastTagWas(0);
    if (!model.hasGraph()) {
      throw file.corrupt("it is no ONNX model: it has no graph");
    }
    return model;
  }

  private CodedInputStream stream() {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(file.bytes().asByteBuffer()).newCodedInput();
    in.enableAliasing(true);
    in.setRecursionLimit(MAX_NESTING);
    return in;
  }

  /** Weighs a message before it is read, without allocating anything. */
  private void scan(CodedInputStream in, Kind kind) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      count(1);
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        if (!in.skipField(tag)) {
          throw file.corrupt("it is no ONNX model: a group ends that has not begun");
        }
        continue;
      }
      int length = in.readRawVarint32();
      Kind inner = kind.field(number);
      if (inner == Kind.OTHER) {
        count(kind.elements(number) ? 1 : length);
        in.skipRawBytes(length);
      } else {
        count(MESSAGE);
        int limit = in.pushLimit(length);
        scan(in, inner);
        in.popLimit(limit);
      }
    }
  }

  private void count(long amount) {
    structure += Math.max(1, amount);
    if (structure > MAX_STRUCTURE) {
      throw file.failure(Code.GRAPH_SIZE, "more than " + MAX_STRUCTURE + " bytes of nodes and names");
    }
  }
}
