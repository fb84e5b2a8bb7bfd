package netc.backend.cpu;

import static netc.backend.cpu.OneStep.integers;
import static netc.backend.cpu.OneStep.noise;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import netc.ir.op.Abs;
import netc.ir.eval.Evaluator;
import netc.ir.op.Activation;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.Add;
import netc.ir.op.AvgPool2d;
import netc.ir.op.BatchNorm;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Concat;
import netc.ir.op.Div;
import netc.ir.op.Dropout;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Flatten;
import netc.ir.op.Gelu;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.Identity;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Log;
import netc.ir.op.Lrn;
import netc.ir.op.Max;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Min;
import netc.ir.op.Mish;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Op;
import netc.ir.op.Pad;
import netc.ir.op.Padding;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.Reciprocal;
import netc.ir.op.Relu;
import netc.ir.op.Reshape;
import netc.ir.op.Shuffle;
import netc.ir.op.Sigmoid;
import netc.ir.op.Silu;
import netc.ir.op.Size2;
import netc.ir.op.Softmax;
import netc.ir.op.Softplus;
import netc.ir.op.Split;
import netc.ir.op.Sqrt;
import netc.ir.op.Sub;
import netc.ir.op.Tanh;
import netc.ir.op.Transpose;
import netc.ir.op.Unary;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherKernelsTest {
  /** The largest relative error of functions made of the exponential: a few units in the last place. */
  private static final double EXPONENTIAL = 8 * 0x1p-24;

  private final SplittableRandom random = new SplittableRandom(11);

  private static Stream<Unary> exactFunctions() {
    return Stream.of(
        new Identity(), new Dropout(0.3), new Relu(), new LeakyRelu(0.25), new LeakyRelu(1), new Clip(0, 6),
        new Clip(-2, Double.POSITIVE_INFINITY),
        new Blend(Activation.RELU, 0.5), new Blend(Activation.RELU, 0), new Blend(Activation.TANH, 1), new HardSigmoid(0.25, 0.5),
        new Sqrt(), new Abs(), new Neg(), new Reciprocal());
  }

  @ParameterizedTest
  @MethodSource("exactFunctions")
  void exactFunction(Unary function) {
    OneStep.of(function, integers(random, 2, 3, 5, 7)).isExact();
    OneStep.of(function, integers(random, 1, 40_000)).plusResidual(random).then(function).isExact();
    float[] special = {Float.NaN, -0f, 0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    OneStep.of(function, Tensor.of(Shape.of(1, 5), special)).isExact();
  }

  private static Stream<Unary> roundedFunctions() {
    return Stream.of(
        new Sigmoid(), new Tanh(), new Blend(Activation.TANH, 0.25), new Blend(Activation.SIGMOID, 0.75), new Blend(Activation.SIGMOID, 0),
        new HardSwish(), new Silu(), new Gelu(false), new Gelu(true), new Softplus(), new Mish(), new Elu(0.5), new Erf(),
        new HardSigmoid(1 / 6.0, 0.5));
  }

  @ParameterizedTest
  @MethodSource("roundedFunctions")
  void roundedFunction(Unary function) {
    for (double scale : new double[] {1e-4, 0.1, 1, 10, 100}) {
      Tensor x = noise(random, 1, 1003);
      float[] scaled = new float[1003];
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = (float) (x.get(i) * scale);
      }
      OneStep.of(function, Tensor.of(x.shape(), scaled)).isWithin(EXPONENTIAL);
    }
  }

  @Test
  void saturation() {
    float[] special = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -1000, 1000, 0f};
    OneStep.of(new Tanh(), Tensor.of(Shape.of(1, 5), special)).isWithin(EXPONENTIAL);
    OneStep.of(new Sigmoid(), Tensor.of(Shape.of(1, 5), special)).isWithin(EXPONENTIAL);
  }

  /** Each element by itself, and over the whole range of results. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.01, 1, 20, 85})
  void functionsAreAccurateNearZeroAndFarFromIt(double scale) {
    float[] elements = new float[1003];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) (random.nextDouble(-1, 1) * scale);
    }
    Tensor x = Tensor.of(Shape.of(1, elements.length), elements);
    for (Unary function : List.of(new Exp(), new Erf(), new Elu(0.5), new Softplus())) {
      OneStep.of(function, x).isWithinUnits(16);
    }
    OneStep.of(new Log(), Evaluator.evaluate(new Exp(), x)).isWithinUnits(1);
  }

  @Test
  void exponentialGoesToItsLimits() {
    float[] special = {88.5f, 89, 1000, Float.POSITIVE_INFINITY, -1000, Float.NEGATIVE_INFINITY, 0, -0f, Float.NaN};
    OneStep.of(new Exp(), Tensor.of(Shape.of(1, special.length), special)).isWithinUnits(16);
  }

  private static Stream<Op> pools() {
    return Stream.of(
        new MaxPool2d(Size2.of(2), Size2.of(2), Padding.NONE, Size2.ONE, false),
        new MaxPool2d(Size2.of(3), Size2.of(2), Padding.of(1), Size2.ONE, true),
        new MaxPool2d(Size2.of(3), Size2.of(2), Padding.NONE, Size2.ONE, true),
        new MaxPool2d(new Size2(3, 2), new Size2(1, 3), new Padding(2, 0, 1, 1), new Size2(2, 3), false),
        new AvgPool2d(Size2.of(2), Size2.of(2), Padding.NONE, false, true),
        new AvgPool2d(Size2.of(3), Size2.of(2), Padding.of(1), true, true),
        new AvgPool2d(Size2.of(3), Size2.of(2), Padding.of(1), true, false),
        new AvgPool2d(new Size2(4, 3), new Size2(3, 1), new Padding(2, 0, 1, 1), false, false),
        new AdaptiveAvgPool2d(new Size2(7, 7)), new AdaptiveMaxPool2d(new Size2(3, 5)), new AdaptiveAvgPool2d(Size2.ONE),
        new GlobalAvgPool());
  }

  @ParameterizedTest
  @MethodSource("pools")
  void pool(Op pool) {
    OneStep.of(pool, integers(random, 2, 5, 13, 17)).isExact();
    OneStep.of(pool, integers(random, 1, 3, 56, 56)).plusResidual(random).then(new Relu()).isExact();
  }

  @Test
  void batchNorm() {
    Tensor variance = Tensor.of(Shape.of(3), 4, 0.25f, 16);
    OneStep.of(new BatchNorm(0), integers(random, 2, 3, 5, 7), integers(random, 3), integers(random, 3), integers(random, 3), variance)
        .then(new Relu()).isExact();
    OneStep.of(new BatchNorm(0), integers(random, 4, 3), integers(random, 3), integers(random, 3), integers(random, 3), variance)
        .givenWeights().isExact();
    OneStep.of(new BatchNorm(1e-5), noise(random, 1, 3, 9, 9), noise(random, 3), noise(random, 3), noise(random, 3), variance)
        .isWithin(4 * 0x1p-24);
  }

  @Test
  void localResponseNorm() {
    OneStep.of(new Lrn(5, 1e-4, 0.75, 1), noise(random, 2, 17, 9, 11)).isWithin(8 * 0x1p-24);
    OneStep.of(new Lrn(4, 0.5, 0.6, 2), noise(random, 1, 3, 5, 5)).then(new Relu()).isWithin(8 * 0x1p-24);
    OneStep.of(new Lrn(Integer.MAX_VALUE, 1, 0.75, 1), noise(random, 1, 3, 5, 5)).isWithin(8 * 0x1p-24);
  }

  @Test
  void softmax() {
    OneStep.of(new Softmax(1), noise(random, 3, 1000)).isWithin(EXPONENTIAL);
    OneStep.of(new Softmax(1), noise(random, 2, 5, 3, 7)).isWithin(EXPONENTIAL);
    OneStep.of(new Softmax(3), noise(random, 2, 5, 3, 7)).then(new Relu()).isWithin(EXPONENTIAL);
  }

  @Test
  void preluPerChannelAndForAll() {
    OneStep.of(new Prelu(), integers(random, 2, 5, 3, 7), integers(random, 5)).isExact();
    OneStep.of(new Prelu(), integers(random, 2, 5), integers(random, 1)).plusResidual(random).isExact();
  }

  /** Each dimension of each operand is the result's or 1 or, at the front, left out. */
  @RepeatedTest(100)
  void broadcast(RepetitionInfo repetition) {
    var dice = new SplittableRandom(repetition.getCurrentRepetition());
    long[] shape = dice.longs(dice.nextInt(5), 1, 20).toArray();
    Op op = List.of(new Add(), new Mul(), new Sub(), new Div(), new Min(), new Max()).get(dice.nextInt(6));
    var step = OneStep.of(op, integers(dice, narrowed(dice, shape)), integers(dice, narrowed(dice, shape)));
    step = dice.nextBoolean() ? step : step.givenWeights();
    (dice.nextBoolean() ? step : step.plusResidual(dice).then(new Relu())).isExact();
  }

  private static long[] narrowed(SplittableRandom dice, long[] shape) {
    long[] narrowed = shape.clone();
    for (int i = 0; i < narrowed.length; i++) {
      narrowed[i] = dice.nextInt(3) == 0 ? 1 : narrowed[i];
    }
    int dropped = dice.nextInt(3) == 0 ? dice.nextInt(narrowed.length + 1) : 0;
    return Arrays.copyOfRange(narrowed, dropped, narrowed.length);
  }

  @Test
  void powers() {
    Tensor exponents = noise(random, 2, 3, 5, 7);
    OneStep.of(new Pow(), Evaluator.evaluate(new Exp(), noise(random, 2, 3, 1, 7)), exponents).isWithinUnits(1);
    OneStep.of(new Pow(), integers(random, 2, 3, 5, 7), Tensor.of(Shape.of(1), 2)).isExact();
    OneStep.of(new Pow(), integers(random, 2, 1, 5, 7), Tensor.of(Shape.of(3, 1, 1), 3, 2, -1)).plusResidual(random).isExact();
  }

  @Test
  void longRowsAreSharedOut() {
    OneStep.of(new Add(), integers(random, 1, 100_003), integers(random, 1, 100_003)).then(new Relu()).isExact();
    OneStep.of(new Mul(), integers(random, 1, 100_003), integers(random, 1)).plusResidual(random).isExact();
  }

  @Test
  void concatAndSplit() {
    OneStep.of(new Concat(1), integers(random, 2, 3, 5, 5), integers(random, 2, 1, 5, 5), integers(random, 2, 7, 5, 5)).isExact();
    OneStep.of(new Concat(3), integers(random, 2, 3, 5, 2), integers(random, 2, 3, 5, 9)).givenWeights().plusResidual(random)
        .then(new Relu())
        .isExact();
    OneStep.of(new Concat(0), integers(random, 2, 3), integers(random, 4, 3)).isExact();
    OneStep.of(new Split(List.of(3, 1, 7), 1), integers(random, 2, 11, 5, 5)).isExact();
    OneStep.of(new Split(List.of(2, 3), 2), integers(random, 2, 3, 5, 4)).isExact();
  }

  @Test
  void moves() {
    OneStep.of(new Flatten(), integers(random, 2, 3, 5, 7)).isExact();
    OneStep.of(new Reshape(List.of(0, 7, -1)), integers(random, 2, 3, 5, 7)).then(new Relu()).isExact();
    OneStep.of(new Transpose(List.of(0, 2, 3, 1)), integers(random, 2, 3, 5, 7)).isExact();
    OneStep.of(new Transpose(List.of(3, 1, 0, 2)), integers(random, 2, 3, 5, 7)).plusResidual(random).isExact();
    OneStep.of(new Transpose(List.of(1, 0)), integers(random, 200, 170)).isExact();
    OneStep.of(new Pad(new Padding(1, 2, 3, 0), -1.5), integers(random, 2, 3, 5, 7)).then(new Relu()).isExact();
    OneStep.of(new Shuffle(3), integers(random, 2, 12, 5, 7)).plusResidual(random).isExact();
  }
}
