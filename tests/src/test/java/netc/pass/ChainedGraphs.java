package netc.pass;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.op.Abs;
import netc.ir.op.Add;
import netc.ir.op.Binary;
import netc.ir.op.Clip;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Div;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Flatten;
import netc.ir.op.HardSigmoid;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Op;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Padding;
import netc.ir.op.Pow;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.Relu;
import netc.ir.op.Reshape;
import netc.ir.op.Shuffle;
import netc.ir.op.Sigmoid;
import netc.ir.op.Slice;
import netc.ir.op.Softplus;
import netc.ir.op.Split;
import netc.ir.op.Sub;
import netc.ir.op.Tanh;
import netc.ir.op.Transpose;
import netc.ir.op.Unary;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** Random graphs of what is simplified and recognized: functions, numbers and weights beside them, movements and reductions, mostly in chains. */
final class ChainedGraphs {
  private static final double[] NUMBERS = {0, 1, -1, 0.5, 3, 6, 1 / 6.0, Math.sqrt(0.5), 2};
  private static final long MOST_ELEMENTS = 2000;
  private static final List<Unary> FUNCTIONS =
      List.of(new Relu(), new Clip(0, 6), new Clip(-1, 0.5), new Sigmoid(), new Tanh(), new Abs(), new Neg(), new LeakyRelu(0.25),
          new Exp(),
          new Erf(), new Softplus(), new HardSigmoid(1 / 6.0, 0.5));

  private final SplittableRandom random;
  private final GraphBuilder builder = new GraphBuilder("random");
  private final List<Value> values = new ArrayList<>();

  private ChainedGraphs(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The graph of this seed. */
  static Graph graph(long seed) {
    var graphs = new ChainedGraphs(seed);
    graphs.values.add(graphs.builder.input("x", TensorType.f32(2, 4, 3, 5)));
    for (int i = 0; i < 6 + graphs.random.nextInt(14); i++) {
      graphs.grow(graphs.any());
    }
    graphs.builder.output("last", graphs.values.getLast());
    graphs.builder.output("any", graphs.any());
    return graphs.builder.build();
  }

  private Value any() {
    return values.get(values.size() - 1 - (random.nextInt(3) == 0 ? random.nextInt(values.size()) : 0));
  }

  private void keep(Op op, Value... operands) {
    Value value = builder.add(op, operands);
    if (value.type().shape().elements() <= MOST_ELEMENTS) {
      values.add(value);
    }
  }

  private void grow(Value x) {
    int rank = x.type().rank();
    switch (random.nextInt(14)) {
      case 0, 1 -> keep(FUNCTIONS.get(random.nextInt(FUNCTIONS.size())), x);
      case 2, 3, 4 -> beside(x, scalar());
      case 5 -> beside(x, weight(x.type(), random.nextInt(rank)));
      case 6 -> between(x);
      case 7 -> keep(new Transpose(permutation(rank)), x);
      case 8 -> reshape(x);
      case 9 -> slice(x);
      case 10 -> part(x);
      case 11 -> keep(new Concat(random.nextInt(rank)), x, x);
      case 12 -> reduce(x, random.nextInt(rank));
      default -> layer(x);
    }
  }

  private Value scalar() {
    double number = NUMBERS[random.nextInt(NUMBERS.length)];
    return builder.weight("scalar", Tensor.fill(TensorType.f32(), number));
  }

  private Value weight(TensorType x, int axis) {
    long[] sizes = IntStream.range(0, x.rank() - axis).mapToLong(i -> i == 0 ? x.size(axis) : 1).toArray();
    String name = "w" + builder.size();
    return builder.weight(name, Tensor.initial(TensorType.f32(sizes), new Init.Uniform(0.5, 1.5), name, 1));
  }

  private void beside(Value x, Value weight) {
    Binary op = List.of(new Add(), new Sub(), new Mul(), new Max(), new Min()).get(random.nextInt(5));
    if (random.nextBoolean()) {
      keep(op, x, weight);
    } else {
      keep(op, weight, x);
    }
  }

  /** An op of two values that belong together: of a function and its argument, or of a value and itself. */
  private void between(Value x) {
    Value argument = x.producer().op() instanceof Unary ? x.producer().operand(0) : x;
    switch (random.nextInt(5)) {
      case 0 -> keep(new Mul(), argument, x);
      case 1 -> keep(new Add(), x, argument);
      case 2 -> keep(new Pow(), x, builder.weight("two", Tensor.fill(TensorType.f32(), 2)));
      case 3 -> keep(new Div(), x,
          builder.add(new Add(), builder.add(new Abs(), argument), builder.weight("one", Tensor.fill(TensorType.f32(), 1))));
      default -> keep(new Max(), x, argument);
    }
  }

  private List<Integer> permutation(int rank) {
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    for (int i = rank - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  private void reshape(Value x) {
    switch (random.nextInt(3)) {
      case 0 -> keep(new Flatten(), x);
      case 1 -> keep(new Reshape(List.of(-1, x.type().shape().extent(0))), x);
      default -> {
        if (x.type().rank() == 4 && x.type().size(1) % 2 == 0) {
          keep(new Reshape(List.of(0, 2, -1, Math.toIntExact(x.type().shape().elementsFrom(2)))), x);
        }
      }
    }
  }

  private void slice(Value x) {
    int axis = random.nextInt(x.type().rank());
    int size = x.type().shape().extent(axis);
    int start = random.nextInt(size);
    keep(new Slice(List.of(start), List.of(start + 1 + random.nextInt(size - start)), List.of(axis), List.of(1 + random.nextInt(2))), x);
  }

  private void part(Value x) {
    int axis = random.nextInt(x.type().rank());
    int size = x.type().shape().extent(axis);
    if (size > 2) {
      var op = new Split(List.of(1, 1, size - 2), axis);
      values
          .add(builder.add(op, List.of(x), List.of("part"), new Origin.Source("part", Optional.empty())).results().get(random.nextInt(3)));
    }
  }

  private void reduce(Value x, int axis) {
    if (x.type().rank() > 2) {
      keep(random.nextBoolean() ? new ReduceMean(List.of(axis), random.nextBoolean()) : new ReduceMax(List.of(axis), random.nextBoolean()),
          x);
    }
  }

  private void layer(Value x) {
    TensorType type = x.type();
    int last = Math.toIntExact(type.size(type.rank() - 1));
    boolean image = type.rank() == 4;
    int choice = random.nextInt(5);
    if (image && choice == 0) {
      keep(Conv2d.plain(), x, matrix(4, type.size(1), 1, 1));
    } else if (image && choice == 1) {
      keep(new Pad(Padding.of(1), random.nextInt(2), PadMode.CONSTANT), x);
    } else if (image && type.size(1) % 2 == 0 && choice == 2) {
      keep(new Shuffle(2), x);
    } else if (type.rank() == 2 && choice < 3) {
      keep(new Linear(), x, matrix(4, last));
    } else if (type.rank() > 1) {
      keep(new MatMul(), x, random.nextBoolean() ? matrix(last, 4) : transposed(x));
    }
  }

  /** With the last two axes exchanged. */
  private Value transposed(Value x) {
    int rank = x.type().rank();
    var permutation = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.swap(permutation, rank - 1, rank - 2);
    return builder.add(new Transpose(permutation), x);
  }

  private Value matrix(long... sizes) {
    String name = "w" + builder.size();
    return builder.weight(name, Tensor.initial(TensorType.f32(sizes), new Init.Uniform(-1, 1), name, 1));
  }
}
