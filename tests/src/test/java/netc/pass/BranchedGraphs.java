package netc.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.op.Activation;
import netc.ir.op.Add;
import netc.ir.op.BatchNorm;
import netc.ir.op.Blend;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Dropout;
import netc.ir.op.LeakyRelu;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Mul;
import netc.ir.op.Op;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Size2;
import netc.ir.op.Split;
import netc.ir.op.Tanh;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** Random networks of what the rules look for, in each other's way: branches that are joined, added and cut, normalized and repeated. */
final class BranchedGraphs {
  private static final int SIZE = 5;
  private static final long MOST_CHANNELS = 16;

  private final SplittableRandom random;
  private final GraphBuilder builder = new GraphBuilder("random");

  /** All {@code [1, C, 5, 5]}. */
  private final List<Value> values = new ArrayList<>();
  private final List<Value> weights = new ArrayList<>();

  private BranchedGraphs(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The graph of this seed. */
  static Graph graph(long seed) {
    var graphs = new BranchedGraphs(seed);
    graphs.keep(graphs.builder.input("x", TensorType.f32(1, 4, SIZE, SIZE)));
    graphs.keep(graphs.builder.input("z", TensorType.f32(1, 6, SIZE, SIZE)));
    int steps = 3 + graphs.random.nextInt(14);
    for (int i = 0; i < steps; i++) {
      graphs.grow();
    }
    graphs.builder.output("last", graphs.values.getLast());
    graphs.builder.output("any", graphs.any());
    return graphs.builder.build();
  }

  private void grow() {
    Value x = any();
    switch (random.nextInt(10)) {
      case 0, 1 -> keep(convolution(x, filters()));
      case 2 -> keep(norm(x));
      case 3 -> keep(activation(x));
      case 4 -> keep(norm(convolution(x, filters())));
      case 5 -> joined(x);
      case 6 -> summed(x);
      case 7 -> cut(x);
      case 8 -> again(x);
      default -> keep(builder.add(new Mul(), x, weight(-1, 1, 1, channels(x), 1, 1)));
    }
  }

  private Value any() {
    int back = random.nextInt(3) == 0 ? random.nextInt(values.size()) : random.nextInt(Math.min(4, values.size()));
    return values.get(values.size() - 1 - back);
  }

  private void keep(Value value) {
    if (channels(value) <= MOST_CHANNELS) {
      values.add(value);
    }
  }

  private static long channels(Value value) {
    return value.type().size(1);
  }

  private long filters() {
    return 2L * (1 + random.nextInt(3));
  }

  private Value weight(double low, double high, long... sizes) {
    TensorType type = TensorType.f32(sizes);
    if (random.nextInt(4) == 0) {
      Optional<Value> earlier = weights.stream().filter(weight -> weight.type().equals(type)).findFirst();
      if (earlier.isPresent() && low < 0) {
        return earlier.get();
      }
    }
    String name = "w" + builder.size();
    Value weight = builder.weight(name, Tensor.initial(type, new Init.Uniform(low, high), name, 1));
    if (low < 0) {
      weights.add(weight);
    }
    return weight;
  }

  private Value convolution(Value x, long filters) {
    int kernel = random.nextBoolean() ? 1 : 3;
    int groups = random.nextInt(4) == 0 && channels(x) % 2 == 0 && filters % 2 == 0 ? 2 : 1;
    var conv = new Conv2d(Size2.ONE, Padding.of(kernel / 2), Size2.ONE, groups);
    Value weight = weight(-1, 1, filters, channels(x) / groups, kernel, kernel);
    return random.nextBoolean() ? builder.add(conv, x, weight) : builder.add(conv, x, weight, weight(-1, 1, filters));
  }

  private Value norm(Value x) {
    long c = channels(x);
    Value variance = weight(0.5, 1.5, c);
    Value gamma = random.nextInt(4) == 0 ? variance : weight(-1, 1, c);
    return builder.add(new BatchNorm(1e-5), x, gamma, weight(-1, 1, c), weight(-1, 1, c), variance);
  }

  private Value activation(Value x) {
    Op op = switch (random.nextInt(6)) {
      case 0, 1 -> new Relu();
      case 2 -> new Tanh();
      case 3 -> new LeakyRelu(random.nextInt(2));
      case 4 -> new Dropout(0.5);
      default -> new Blend(Activation.RELU, random.nextInt(3) / 2.0);
    };
    return builder.add(op, x);
  }

  private Value branch(Value x, long filters) {
    Value value = random.nextInt(5) == 0 ? x : convolution(random.nextInt(4) == 0 ? activation(x) : x, filters);
    value = random.nextInt(3) == 0 ? norm(value) : value;
    return random.nextInt(3) == 0 ? activation(value) : value;
  }

  private void joined(Value x) {
    var parts = new ArrayList<Value>();
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      parts.add(random.nextInt(6) == 0 ? any() : branch(random.nextInt(3) == 0 ? any() : x, 2));
    }
    Value joined = builder.add(new Concat(1), parts.toArray(Value[]::new));
    keep(random.nextInt(3) == 0 ? norm(joined) : joined);
  }

  private void summed(Value x) {
    long filters = random.nextBoolean() ? channels(x) : filters();
    Value sum = convolution(x, filters);
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Value other = branch(random.nextInt(3) == 0 ? any() : x, filters);
      if (other.type().equals(sum.type())) {
        sum = random.nextBoolean() ? builder.add(new Add(), sum, other) : builder.add(new Add(), other, sum);
      }
    }
    keep(random.nextInt(3) == 0 ? norm(sum) : sum);
  }

  private void cut(Value x) {
    int channels = Math.toIntExact(channels(x));
    if (channels > 1) {
      int first = 1 + random.nextInt(channels - 1);
      node(new Split(List.of(first, channels - first), 1), x).results().forEach(this::keep);
    }
  }

  /** Repeats a computation, or pools with a window of one. */
  private void again(Value x) {
    Node node = x.producer();
    keep(node.operands().isEmpty() || node.results().size() > 1
        ? builder.add(new MaxPool2d(Size2.ONE, Size2.ONE, Padding.NONE, Size2.ONE, false), x)
        : builder.add(node.op(), node.operands().toArray(Value[]::new)));
  }

  private Node node(Op op, Value x) {
    return builder.add(op, List.of(x), List.of("part"), new Origin.Source("part", Optional.empty()));
  }
}
