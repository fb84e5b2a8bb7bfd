package netc.dsl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.op.Inference;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Random graphs of all ops, with names, numbers and weights that are hard to write down. Ops are drawn by their schema alone. */
final class AnyGraph {
  private static final List<String> NAMES =
      List.of("x", "x.channels", "layer1.0.conv1", "with space", "net", "inf", "stored", "relu", "`", "\\", "{x}", "a\nb",
          "0", "", "größe", "名前", "x_1", "relu1", "conv2d", "\"", "N", "true.1", "tab\there", "#", "uniform", "🙂");
  private static final double[] NUMBERS =
      {0, -0.0, 1, -1, 0.5, 1e-5, 1e-300, 123456789.125, Double.MAX_VALUE, Double.MIN_VALUE, Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY, Double.NaN, 1e21, 0.1};
  private static final float[] ELEMENTS =
      {0, -0f, 1, Float.MIN_VALUE, Float.MAX_VALUE, 0.1f, -7.25f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
        0x1.000002p24f};
  private static final int ATTEMPTS = 400;

  private final Random random;
  private final GraphBuilder builder;
  private final List<Value> values = new ArrayList<>();
  private final Set<String> ops = new HashSet<>();

  private AnyGraph(long seed) {
    random = new Random(seed);
    builder = new GraphBuilder(NAMES.get(random.nextInt(NAMES.size())));
  }

  /** A graph, and the ops that the generator managed to put into it. */
  record Made(Graph graph, Set<String> ops) {}

  /** The graph of this seed. */
  static Made make(long seed) {
    var any = new AnyGraph(seed);
    any.leaves();
    List<OpSchema> schemas = OpSchema.all().stream().filter(schema -> !schema.operands().isEmpty()).toList();
    for (int i = 0; i < 12; i++) {
      any.grow(schemas.get(any.random.nextInt(schemas.size())));
    }
    for (int i = 0; i < 2; i++) {
      any.builder.output(NAMES.get(any.random.nextInt(NAMES.size())) + i, any.values.get(any.random.nextInt(any.values.size())));
    }
    return new Made(any.builder.build(), any.ops);
  }

  private void leaves() {
    Dim batch = random.nextBoolean() ? Dim.symbol(random.nextBoolean() ? "N" : "batch") : Dim.of(2);
    values.add(builder.input(name(), TensorType.f32(new Shape(List.of(batch, Dim.of(4), Dim.of(6), Dim.of(6))))));
    values.add(builder.input(name(), TensorType.f32(new Shape(List.of(batch, Dim.of(8))))));
    values.add(weight(TensorType.f32(new Shape(List.of()))));
  }

  private void grow(OpSchema schema) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Op> op = op(schema);
      List<TensorType> types = new ArrayList<>();
      List<Optional<Value>> operands = operands(schema, types);
      if (op.isPresent() && OpSchema.infer(op.get(), types) instanceof Inference.Types(var results)
          && results.stream().allMatch(type -> type.shape().rank() <= 5 && size(type) < 100_000)) {
        place(op.get(), operands, types, results.size());
        return;
      }
    }
  }

  private static long size(TensorType type) {
    return type.shape().dims().stream().mapToLong(dim -> dim instanceof Dim.Known(long size) ? size : 1).reduce(1, Math::multiplyExact);
  }

  private void place(Op op, List<Optional<Value>> operands, List<TensorType> types, int results) {
    List<Value> placed = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      TensorType type = types.get(i);
      placed.add(operands.get(i).orElseGet(() -> weight(type)));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < results; i++) {
      names.add(name());
    }
    Node node = builder.add(op, placed, names, new Origin.Source("any", Optional.empty()));
    values.addAll(node.results());
    ops.add(op.name());
  }

  private Optional<Op> op(OpSchema schema) {
    Map<String, Object> attributes = new HashMap<>();
    schema.attributes().forEach(attribute -> attributes.put(attribute.name(), attribute(attribute.kind())));
    try {
      return Optional.of(schema.create(attributes));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Object attribute(Class<?> kind) {
    if (kind == int.class) {
      return random.nextInt(5);
    } else if (kind == double.class) {
      return NUMBERS[random.nextInt(NUMBERS.length)];
    } else if (kind == boolean.class) {
      return random.nextBoolean();
    } else if (kind == Size2.class) {
      return new Size2(1 + random.nextInt(3), 1 + random.nextInt(3));
    } else if (kind == Padding.class) {
      return new Padding(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
    } else if (kind == List.class) {
      return integers();
    }
    return kind.getEnumConstants()[random.nextInt(kind.getEnumConstants().length)];
  }

  private List<Integer> integers() {
    return List
        .of(List.of(2, 2), List.of(4, 4), List.of(0, -1), List.of(0, 2, -1), List.of(1, 0), List.of(0, 2, 3, 1), List.of(8), List.of(4),
            List.of(1, 1, 6))
        .get(random.nextInt(9));
  }

  /** Values of the graph, and types of weights that are still to be made, shaped after the first operand. */
  private List<Optional<Value>> operands(OpSchema schema, List<TensorType> types) {
    int count = schema.operands().getLast().variadic() ? 1 + random.nextInt(3)
        : schema.minOperands() + random.nextInt(schema.maxOperands() - schema.minOperands() + 1);
    List<Optional<Value>> operands = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean fresh = i > 0 && random.nextInt(4) > 0;
      Optional<Value> value = fresh ? Optional.empty() : Optional.of(values.get(random.nextInt(values.size())));
      operands.add(value);
      types.add(value.map(Value::type).orElseGet(() -> weightType(types.getFirst())));
    }
    return operands;
  }

  private TensorType weightType(TensorType x) {
    long channels = x.rank() > 1 && x.shape().dim(1) instanceof Dim.Known(long size) ? size : 3;
    return switch (random.nextInt(5)) {
      case 0 -> TensorType.f32(1);
      case 1 -> TensorType.f32(2, channels);
      case 2 -> TensorType.f32(2, channels, 1, 3);
      default -> TensorType.f32(random.nextInt(3) == 0 ? 2 : channels);
    };
  }

  private Value weight(TensorType type) {
    String name = name();
    Tensor tensor = switch (random.nextInt(5)) {
      case 0 -> Tensor.initial(type, Init.standard(type.shape()), name, 0);
      case 1 -> Tensor.initial(type, new Init.Uniform(-1e-3, 1e30), NAMES.get(random.nextInt(NAMES.size())), random.nextLong());
      case 2 -> Tensor.fill(type, NUMBERS[random.nextInt(NUMBERS.length)]);
      case 3 -> type.shape().elements() <= 16 ? literal(type) : Tensor.initial(type, new Init.Uniform(0.5, 1.5), name, Long.MIN_VALUE);
      default -> Tensor.initial(type, Init.standard(type.shape()), name, 7);
    };
    return builder.weight(name, tensor);
  }

  private Tensor literal(TensorType type) {
    float[] elements = new float[(int) type.shape().elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = random.nextBoolean() ? ELEMENTS[random.nextInt(ELEMENTS.length)] : anyFinite();
    }
    return Tensor.of(type.shape(), elements);
  }

  private float anyFinite() {
    float drawn = Float.intBitsToFloat(random.nextInt());
    return Float.isFinite(drawn) ? drawn : 1.5f;
  }

  /** A name that no node has. */
  private String name() {
    String wanted = NAMES.get(random.nextInt(NAMES.size()));
    while (builder.isTaken(wanted)) {
      wanted = wanted + random.nextInt(100);
    }
    return wanted;
  }
}
