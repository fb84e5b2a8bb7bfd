package netc.formats.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import netc.formats.FloatFormat;
import netc.formats.onnx.proto.OnnxProto.TensorProto;

/** The element types of ONNX tensors that can be read, by the numbers of {@link TensorProto.DataType}. */
enum ElementType {
  FLOAT(TensorProto.DataType.FLOAT_VALUE, 4, Kind.FLOAT), DOUBLE(TensorProto.DataType.DOUBLE_VALUE, 8, Kind.FLOAT),
  FLOAT16(TensorProto.DataType.FLOAT16_VALUE, 2, Kind.FLOAT), BFLOAT16(TensorProto.DataType.BFLOAT16_VALUE, 2, Kind.FLOAT),
  UINT8(TensorProto.DataType.UINT8_VALUE, 1, Kind.INTEGER), INT8(TensorProto.DataType.INT8_VALUE, 1, Kind.INTEGER),
  UINT16(TensorProto.DataType.UINT16_VALUE, 2, Kind.INTEGER), INT16(TensorProto.DataType.INT16_VALUE, 2, Kind.INTEGER),
  INT32(TensorProto.DataType.INT32_VALUE, 4, Kind.INTEGER), INT64(TensorProto.DataType.INT64_VALUE, 8, Kind.INTEGER),
  UINT32(TensorProto.DataType.UINT32_VALUE, 4, Kind.INTEGER), UINT64(TensorProto.DataType.UINT64_VALUE, 8, Kind.INTEGER),
  BOOL(TensorProto.DataType.BOOL_VALUE, 1, Kind.INTEGER);

  /** What elements are. */
  enum Kind {
    FLOAT, INTEGER
  }

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int number;
  private final int bytes;
  private final Kind kind;

  ElementType(int number, int bytes, Kind kind) {
    this.number = number;
    this.bytes = bytes;
    this.kind = kind;
  }

  /** The type of this number. */
  static ElementType of(long number) {
    for (ElementType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw Refusal.unsupported("elements of type " + name(number));
  }

  /** What the type of this number is called. */
  static String name(long number) {
    TensorProto.DataType type = TensorProto.DataType.forNumber((int) number);
    return type == null || type.getNumber() != number ? Long.toString(number) : type.name().toLowerCase(Locale.ROOT);
  }

  /** Whether elements of the type of this number are numbers with fractions that can be read. */
  static boolean isFloat(long number) {
    return Arrays.stream(values()).anyMatch(type -> type.number == number && type.kind == Kind.FLOAT);
  }

  int bytes() {
    return bytes;
  }

  Kind kind() {
    return kind;
  }

  /** How elements of a float type are written. */
  FloatFormat format() {
    return switch (this) {
      case DOUBLE -> FloatFormat.F64;
      case FLOAT16 -> FloatFormat.F16;
      case BFLOAT16 -> FloatFormat.BF16;
      default -> FloatFormat.F32;
    };
  }

  /** An element of an integer type. */
  long integer(MemorySegment elements, long index) {
    return switch (bytes) {
      case 1 -> this == INT8 ? elements.get(ValueLayout.JAVA_BYTE, index) : elements.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
      case 2 -> this == UINT16 ? elements.getAtIndex(SHORT, index) & 0xFFFF : elements.getAtIndex(SHORT, index);
      case 4 -> this == UINT32 ? elements.getAtIndex(INT, index) & 0xFFFF_FFFFL : elements.getAtIndex(INT, index);
      default -> elements.getAtIndex(LONG, index);
    };
  }

  /** The elements in the list of a message that is meant for this type, as they would be in {@code raw_data}. */
  MemorySegment typed(TensorProto message) {
    return switch (this) {
      case FLOAT -> floats(message.getFloatDataList());
      case DOUBLE -> longs(message.getDoubleDataList().stream().mapToLong(Double::doubleToRawLongBits).toArray());
      case INT64 -> longs(message.getInt64DataList().stream().mapToLong(Long::longValue).toArray());
      case UINT32, UINT64 -> narrowed(message.getUint64DataList());
      case FLOAT16, BFLOAT16, UINT8, INT8, UINT16, INT16, INT32, BOOL -> narrowed(message.getInt32DataList());
    };
  }

  private static MemorySegment floats(List<Float> list) {
    MemorySegment elements = MemorySegment.ofArray(new float[list.size()]);
    for (int i = 0; i < list.size(); i++) {
      elements.setAtIndex(INT, i, Float.floatToRawIntBits(list.get(i)));
    }
    return elements;
  }

  private static MemorySegment longs(long[] list) {
    MemorySegment elements = MemorySegment.ofArray(new long[list.length]);
    for (int i = 0; i < list.length; i++) {
      elements.setAtIndex(LONG, i, list[i]);
    }
    return elements;
  }

  private MemorySegment narrowed(List<? extends Number> list) {
    MemorySegment elements = MemorySegment.ofArray(new byte[Math.multiplyExact(list.size(), bytes)]);
    for (int i = 0; i < list.size(); i++) {
      long element = list.get(i).longValue();
      switch (bytes) {
        case 1 -> elements.set(ValueLayout.JAVA_BYTE, i, (byte) element);
        case 2 -> elements.setAtIndex(SHORT, i, (short) element);
        case 4 -> elements.setAtIndex(INT, i, (int) element);
        default -> elements.setAtIndex(LONG, i, element);
      }
    }
    return elements;
  }
}
