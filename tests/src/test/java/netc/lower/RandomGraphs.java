package netc.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.op.Abs;
import netc.ir.op.Activation;
import netc.ir.op.Add;
import netc.ir.op.BatchNorm;
import netc.ir.op.Binary;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Dropout;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Flatten;
import netc.ir.op.Gelu;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.Identity;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Max;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Min;
import netc.ir.op.Mish;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Padding;
import netc.ir.op.Prelu;
import netc.ir.op.ReduceMean;
import netc.ir.op.Relu;
import netc.ir.op.Reshape;
import netc.ir.op.Resize;
import netc.ir.op.Resize.Coordinates;
import netc.ir.op.Resize.Mode;
import netc.ir.op.Resize.Rounding;
import netc.ir.op.Shuffle;
import netc.ir.op.Sigmoid;
import netc.ir.op.Silu;
import netc.ir.op.Size2;
import netc.ir.op.Softplus;
import netc.ir.op.Split;
import netc.ir.op.Sub;
import netc.ir.op.Unary;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Graphs of many small maps: sums and concatenations of what came before, recently or long ago, splits, views, names, dead ends. */
final class RandomGraphs {
  private static final List<Unary> FUNCTIONS = List.of(
      new Relu(), new LeakyRelu(0.1), new Clip(-1, 1), new Sigmoid(), new Blend(Activation.TANH, 0.5), new Identity(), new Dropout(0.5),
      new HardSigmoid(0.2, 0.5), new HardSwish(), new Silu(), new Gelu(false), new Softplus(), new Mish(), new Elu(1), new Erf(), new Abs(),
      new Neg());

  private static final List<Binary> COMBINATIONS = List.of(new Sub(), new Min(), new Max());

  private final SplittableRandom random;
  private final GraphBuilder b = new GraphBuilder("random");

  /** All {@code [1, C, H, W]} with C from 1 to 8 and {@code H = W} one of 3 and 6. */
  private final List<Value> values = new ArrayList<>();

  private RandomGraphs(long seed) {
    random = new SplittableRandom(seed);
  }

  static Graph graph(long seed, int nodes) {
    var graphs = new RandomGraphs(seed);
    graphs.values.add(graphs.b.input("x", TensorType.f32(1, 4, 6, 6)));
    graphs.values.add(graphs.b.input("y", TensorType.f32(1, 3, 6, 6)));
    for (int i = 0; i < nodes; i++) {
      graphs.grow();
    }
    for (int i = 0; i < 3; i++) {
      graphs.b.output("out" + i, graphs.random.nextBoolean() ? graphs.recent() : graphs.any());
    }
    graphs.b.output("flat", graphs.b.add(new Flatten(), graphs.recent()));
    return graphs.b.build();
  }

  private Value any() {
    return values.get(random.nextInt(values.size()));
  }

  private Value recent() {
    return values.get(Math.max(0, values.size() - 1 - random.nextInt(3)));
  }

  private Value weight(long... sizes) {
    Shape shape = Shape.of(sizes);
    String name = "w" + b.size();
    return b.weight(name, Tensor.initial(TensorType.f32(shape), Init.standard(shape), name, 1));
  }

  private void grow() {
    Value x = random.nextInt(3) > 0 ? recent() : any();
    long channels = x.type().size(1);
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> keep(convolution(x));
      case 3, 4 -> keep(b.add(FUNCTIONS.get(random.nextInt(FUNCTIONS.size())), x));
      case 5, 6 -> {
        Value other = mate(x, true);
        Binary op = random.nextInt(3) > 0 ? new Add() : COMBINATIONS.get(random.nextInt(COMBINATIONS.size()));
        keep(random.nextBoolean() ? b.add(op, x, other) : b.add(op, other, x));
      }
      case 7 -> {
        Value other = mate(x, false);
        if (channels + other.type().size(1) <= 8) {
          keep(b.add(new Concat(1), x, other));
        }
      }
      case 8 -> split(x);
      case 9 -> {
        int map = x.type().shape().extent(2);
        Value flat = b.add(new Flatten(), x);
        keep(b.add(new Reshape(List.of(0, (int) channels, map, map)), random.nextBoolean() ? flat : b.add(new Relu(), flat)));
      }
      case 10 -> keep(b.add(new MaxPool2d(Size2.of(3), Size2.ONE, Padding.of(1), Size2.ONE, false), x));
      default -> keep(
          switch (random.nextInt(8)) {
            case 4 -> b.add(new LayerNorm(1, 0.5), x, weight(channels), weight(channels));
            case 5 -> b.add(new InstanceNorm(0.5), x, weight(channels), weight(channels));
            case 6 -> b.add(new Resize(Size2.of(random.nextBoolean() ? 3 : 6), Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.FLOOR), x);
            case 7 -> b.add(new ReduceMean(List.of(1), true), x);
            case 0 -> b.add(new Prelu(), x, weight(channels));
            case 1 -> b.add(new BatchNorm(0.5), x, weight(channels), weight(channels), weight(channels), weight(channels));
            case 2 -> b.add(new Mul(), x, weight(1, channels, 1, 1));
            default -> b.add(new Shuffle(channels % 2 == 0 ? 2 : 1), x);
          });
    }
  }

  private void keep(Value... more) {
    values.addAll(Arrays.asList(more));
  }

  /** An earlier value that can be added to {@code x}, or concatenated. */
  private Value mate(Value x, boolean sameChannels) {
    for (int i = 0; i < 8; i++) {
      Value other = random.nextBoolean() ? recent() : any();
      boolean fits = sameChannels ? other.type().equals(x.type()) : other.type().size(2) == x.type().size(2);
      if (fits) {
        return other;
      }
    }
    return x;
  }

  private Value convolution(Value x) {
    long channels = x.type().size(1);
    long filters = random.nextBoolean() ? channels : random.nextInt(1, 9);
    if (x.type().size(2) == 3 && random.nextBoolean()) {
      var twice = new ConvTranspose2d(Size2.of(2), Padding.NONE, Size2.ONE, new Size2(0, 0), 1);
      return b.add(twice, x, weight(channels, filters, 2, 2));
    }
    int kernel = random.nextBoolean() ? 1 : 3;
    int stride = x.type().size(2) == 6 && random.nextInt(4) == 0 ? 2 : 1;
    var conv = new Conv2d(Size2.of(stride), Padding.of(kernel / 2), Size2.ONE, 1);
    Value weight = weight(filters, channels, kernel, kernel);
    return random.nextBoolean() ? b.add(conv, x, weight) : b.add(conv, x, weight, weight(filters));
  }

  private void split(Value x) {
    int channels = x.type().shape().extent(1);
    if (channels > 1) {
      int first = random.nextInt(1, channels);
      Node node =
          b.add(new Split(List.of(first, channels - first), 1), List.of(x), List.of("part"), new Origin.Source("part", Optional.empty()));
      keep(node.results().toArray(Value[]::new));
    }
  }
}
