package netc.ir.op;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.ir.diag.Code;
import netc.ir.diag.CompilerBug;
import netc.ir.type.TensorType;

/**
 * How an op is written, read off its record: the mnemonic, the operands' names, and the attributes with their kinds and defaults. The printer, the
 * parser and the file formats work from this alone, so a new op needs no code in them.
 *
 * @param type the op's record class
 * @param name the mnemonic
 * @param operands the operands in order
 * @param attributes the record components in order
 */
public record OpSchema(Class<? extends Op> type, String name, List<Operand> operands, List<Attribute> attributes) {
  private static final ClassValue<OpSchema> SCHEMAS =
      new ClassValue<>() {
        @Override
        protected OpSchema computeValue(Class<?> type) {
          return read(type.asSubclass(Op.class));
        }
      };
  private static final Map<String, OpSchema> BY_NAME =
      leaves(Op.class).map(OpSchema::of).collect(Collectors.toUnmodifiableMap(OpSchema::name, Function.identity()));

  /**
   * A place for an operand.
   *
   * @param name its name
   * @param optional whether it may be left out (only at the end)
   * @param variadic whether it stands for one or more (only at the end)
   */
  public record Operand(String name, boolean optional, boolean variadic) {}

  /**
   * An attribute.
   *
   * @param name as written
   * @param component where it is in the record
   * @param initial its value when not written, in the language's notation
   */
  public record Attribute(String name, RecordComponent component, Optional<String> initial) {
    /** The class of its values; {@code List} means a list of {@code int}. */
    public Class<?> kind() {
      return component.getType();
    }

    /** Its value in an op. */
    public Object value(Op op) {
      try {
        return component.getAccessor().invoke(op);
      } catch (ReflectiveOperationException e) {
        throw new CompilerBug("cannot read " + name + " of " + op, e);
      }
    }
  }

  /** The schema of an op's record class. */
  public static OpSchema of(Class<? extends Op> type) {
    return SCHEMAS.get(type);
  }

  /** The schema with this mnemonic. */
  public static Optional<OpSchema> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Every op's schema, by mnemonic. */
  public static List<OpSchema> all() {
    return BY_NAME.values().stream().sorted(Comparator.comparing(OpSchema::name)).toList();
  }

  /** The fewest operands the op takes. */
  public int minOperands() {
    return (int) operands.stream().filter(operand -> !operand.optional()).count();
  }

  /** The most operands the op takes. */
  public int maxOperands() {
    return !operands.isEmpty() && operands.getLast().variadic() ? Integer.MAX_VALUE : operands.size();
  }

  /** The op's attribute values by name, in order. */
  public SequencedMap<String, Object> values(Op op) {
    var values = new LinkedHashMap<String, Object>();
    for (Attribute attribute : attributes) {
      values.put(attribute.name(), attribute.value(op));
    }
    return values;
  }

  /**
   * The op with these attribute values, of the attributes' classes, one for each.
   *
   * @throws IllegalArgumentException if the record refuses them
   */
  public Op create(Map<String, ?> values) {
    try {
      Class<?>[] kinds = attributes.stream().map(Attribute::kind).toArray(Class<?>[]::new);
      Constructor<? extends Op> constructor = type.getDeclaredConstructor(kinds);
      return constructor.newInstance(attributes.stream().map(attribute -> values.get(attribute.name())).toArray());
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof IllegalArgumentException refused ? refused : new CompilerBug("cannot create " + name + values, e);
    } catch (ReflectiveOperationException e) {
      throw new CompilerBug("cannot create " + name + values, e);
    }
  }

  private static Stream<Class<? extends Op>> leaves(Class<? extends Op> family) {
    if (!family.isSealed()) {
      return Stream.of(family);
    }
    return Arrays.stream(family.getPermittedSubclasses()).flatMap(member -> leaves(member.asSubclass(Op.class)));
  }

  private static OpSchema read(Class<? extends Op> type) {
    Signature signature = type.getAnnotation(Signature.class);
    if (signature == null || !type.isRecord()) {
      throw new CompilerBug(type + " is not a record with a @Signature");
    }
    var operands = new ArrayList<Operand>();
    for (String text : signature.operands()) {
      boolean optional = text.endsWith("?");
      boolean variadic = text.endsWith("...");
      operands.add(new Operand(text.replaceAll("[?.]+$", ""), optional, variadic));
    }
    var attributes = new ArrayList<Attribute>();
    for (RecordComponent component : type.getRecordComponents()) {
      Optional<String> initial = Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value);
      attributes.add(new Attribute(snakeCase(component.getName()), component, initial));
    }
    return new OpSchema(type, signature.name(), List.copyOf(operands), List.copyOf(attributes));
  }

  private static String snakeCase(String name) {
    var text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      text.append(Character.isUpperCase(c) ? "_" + Character.toLowerCase(c) : String.valueOf(c));
    }
    return text.toString();
  }

  /** The result types of {@code op} for operands of these types, after checking their number. */
  public static Inference infer(Op op, List<TensorType> operands) {
    OpSchema schema = of(op.getClass());
    int count = operands.size();
    if (count < schema.minOperands() || count > schema.maxOperands()) {
      String expected = schema.operands().stream().map(o -> o.name() + (o.optional() ? "?" : o.variadic() ? "..." : ""))
          .collect(Collectors.joining(", "));
      return Inference.invalid(Code.OPERAND_COUNT, schema.name(), count + " operands, expected (" + expected + ")", -1);
    }
    return op.infer(operands);
  }
}
