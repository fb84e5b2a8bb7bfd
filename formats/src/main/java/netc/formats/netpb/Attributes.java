package netc.formats.netpb;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import netc.formats.netpb.proto.NetpbProto;
import netc.formats.netpb.proto.NetpbProto.Attribute.ValueCase;
import netc.ir.diag.CompilerBug;
import netc.ir.op.Padding;
import netc.ir.op.Preprocess;
import netc.ir.op.Size2;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.DType;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/**
 * The values of attributes as messages and back. Decoding refuses what cannot be with an {@code IllegalArgumentException} or an
 * {@code ArithmeticException}, as the records themselves do.
 */
final class Attributes {
  private static final int MAX_RANK = 8;
  private static final long MAX_ELEMENTS = 1L << 40;

  /** How the values of one class are written. */
  private record Kind(ValueCase written, Function<NetpbProto.Attribute, Object> decode) {}

  private static final Map<Class<?>, Kind> KINDS = Map.of(
      int.class, new Kind(ValueCase.INTEGER, message -> Math.toIntExact(message.getInteger())),
      double.class, new Kind(ValueCase.NUMBER, NetpbProto.Attribute::getNumber),
      boolean.class, new Kind(ValueCase.FLAG, NetpbProto.Attribute::getFlag),
      List.class, new Kind(ValueCase.INTEGERS, message -> integers(message.getIntegers())),
      Size2.class, new Kind(ValueCase.INTEGERS, message -> size(integers(message.getIntegers(), 2))),
      Padding.class, new Kind(ValueCase.INTEGERS, message -> padding(integers(message.getIntegers(), 4))),
      TensorType.class, new Kind(ValueCase.TYPE, message -> type(message.getType())),
      Preprocess.class, new Kind(ValueCase.WORD, message -> preprocess(message.getWord())));

  private Attributes() {}

  /** Puts a value into its attribute. */
  static NetpbProto.Attribute.Builder encode(NetpbProto.Attribute.Builder message, Object value) {
    return switch (value) {
      case Integer integer -> message.setInteger(integer);
      case Double number -> message.setNumber(number);
      case Boolean flag -> message.setFlag(flag);
      case Enum<?> word -> message.setWord(word.toString());
      case List<?> list -> message.setIntegers(message(list.stream().mapToLong(element -> ((Number) element).longValue())));
      case Size2(int height, int width) -> message.setIntegers(message(LongStream.of(height, width)));
      case Padding(int top, int left, int bottom, int right) -> message.setIntegers(message(LongStream.of(top, left, bottom, right)));
      case TensorType type -> message.setType(message(type));
      case Preprocess preprocess -> message.setWord(preprocess.toString());
      default -> throw new CompilerBug("no way to write an attribute of " + value.getClass());
    };
  }

  /** The value of class {@code kind} in an attribute. */
  static Object decode(Class<?> kind, NetpbProto.Attribute message) {
    if (kind.isEnum()) {
      return Arrays.stream(kind.getEnumConstants()).filter(word -> word.toString().equals(message.getWord())).findFirst()
          .orElseThrow(() -> new IllegalArgumentException("attribute \"" + message.getName() + "\" is \"" + message.getWord() + "\""));
    }
    Kind known = KINDS.get(kind);
    if (known == null) {
      throw new CompilerBug("no way to read an attribute of " + kind);
    }
    if (message.getValueCase() != known.written()) {
      throw new IllegalArgumentException("attribute \"" + message.getName() + "\" is no " + kind.getSimpleName());
    }
    return known.decode().apply(message);
  }

  private static NetpbProto.Integers message(LongStream values) {
    return NetpbProto.Integers.newBuilder().addAllValues(values.boxed().toList()).build();
  }

  private static List<Integer> integers(NetpbProto.Integers message) {
    return message.getValuesList().stream().map(Math::toIntExact).toList();
  }

  private static List<Integer> integers(NetpbProto.Integers message, int count) {
    if (message.getValuesCount() != count) {
      throw new IllegalArgumentException(message.getValuesCount() + " numbers where " + count + " are needed");
    }
    return integers(message);
  }

  private static Size2 size(List<Integer> numbers) {
    return new Size2(numbers.get(0), numbers.get(1));
  }

  private static Padding padding(List<Integer> numbers) {
    return new Padding(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
  }

  private static Preprocess preprocess(String word) {
    return Preprocess.parse(word).orElseThrow(() -> new IllegalArgumentException("\"" + word + "\" is no way to preprocess images"));
  }

  /** A type as a message. */
  static NetpbProto.TensorType message(TensorType type) {
    var message = NetpbProto.TensorType.newBuilder().setDtype(type.dtype().toString());
    for (Dim dim : type.shape().dims()) {
      message.addShape(switch (dim) {
        case Dim.Known(long size) -> NetpbProto.Dimension.newBuilder().setKnown(size);
        case Dim.Symbol(String name) -> NetpbProto.Dimension.newBuilder().setSymbol(name);
      });
    }
    return message.build();
  }

  /** The type in a message. */
  static TensorType type(NetpbProto.TensorType message) {
    DType dtype =
        DType.parse(message.getDtype()).orElseThrow(() -> new IllegalArgumentException("elements of type \"" + message.getDtype() + "\""));
    if (message.getShapeCount() > MAX_RANK) {
      throw new IllegalArgumentException("a tensor of " + message.getShapeCount() + " dimensions, at most " + MAX_RANK + " are read");
    }
    var type = new TensorType(dtype, new Shape(message.getShapeList().stream().map(Attributes::dim).toList()));
    requireSize(type);
    return type;
  }

  /** Requires that sizes can be computed with: a symbol only in front, and not too many elements for the arithmetic of costs. */
  static void requireSize(TensorType type) {
    long elements = 1;
    for (int axis = 0; axis < type.rank(); axis++) {
      if (type.shape().dim(axis) instanceof Dim.Known(long size)) {
        elements = Math.multiplyExact(elements, size);
      } else if (axis > 0) {
        throw new IllegalArgumentException("the symbol " + type.shape().dim(axis) + " at axis " + axis);
      }
    }
    if (elements > MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "a tensor of type " + type + " has " + elements + " elements, at most " + MAX_ELEMENTS + " are read");
    }
  }

  private static Dim dim(NetpbProto.Dimension message) {
    return message.hasSymbol() ? Dim.symbol(message.getSymbol()) : Dim.of(message.getKnown());
  }

  /** A draw as a message. */
  static NetpbProto.Draw message(Tensor.Source.Initial initial) {
    var message = NetpbProto.Draw.newBuilder().setName(initial.name()).setSeed(initial.seed());
    return switch (initial.init()) {
      case Init.Fill(double value) -> message.setFill(value).build();
      case Init.Uniform(double low, double high) -> message.setUniform(NetpbProto.Uniform.newBuilder().setLow(low).setHigh(high)).build();
    };
  }

  /** The distribution in a message. */
  static Init init(NetpbProto.Draw message) {
    return message.hasUniform() ? new Init.Uniform(message.getUniform().getLow(), message.getUniform().getHigh())
        : new Init.Fill(message.getFill());
  }
}
