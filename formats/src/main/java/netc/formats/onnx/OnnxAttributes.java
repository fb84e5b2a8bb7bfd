package netc.formats.onnx;

import com.google.protobuf.ByteString;
import java.util.List;
import netc.formats.onnx.proto.OnnxProto.AttributeProto;
import netc.formats.onnx.proto.OnnxProto.AttributeProto.AttributeType;
import netc.ir.op.Padding;
import netc.ir.op.Size2;

/** Attributes of ONNX operators. */
final class OnnxAttributes {
  private OnnxAttributes() {}

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto number(String name, double value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOAT).setF((float) value).build();
  }

  static AttributeProto integers(String name, List<Long> values) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS).addAllInts(values).build();
  }

  /** What an enum constant is called. */
  static AttributeProto word(String name, Enum<?> value) {
    return word(name, value.toString());
  }

  static AttributeProto word(String name, String value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  /** Height, width. */
  static AttributeProto size(String name, Size2 size) {
    return integers(name, List.of((long) size.height(), (long) size.width()));
  }

  /** The beginnings of both axes, then their ends. */
  static AttributeProto pads(Padding pad) {
    return integers("pads", List.of((long) pad.top(), (long) pad.left(), (long) pad.bottom(), (long) pad.right()));
  }
}
