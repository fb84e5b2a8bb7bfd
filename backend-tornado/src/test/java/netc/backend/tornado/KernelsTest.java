package netc.backend.tornado;

import static netc.backend.tornado.OneStep.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import netc.ir.GraphBuilder;
import netc.ir.diag.DiagnosticException;
import netc.ir.eval.Evaluator;
import netc.ir.op.Abs;
import netc.ir.op.Activation;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.Add;
import netc.ir.op.AvgPool2d;
import netc.ir.op.BatchNorm;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Div;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Flatten;
import netc.ir.op.Gelu;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Linear;
import netc.ir.op.Log;
import netc.ir.op.Lrn;
import netc.ir.op.MatMul;
import netc.ir.op.Max;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Min;
import netc.ir.op.Mish;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Op;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Padding;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.Reciprocal;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.op.Relu;
import netc.ir.op.Reshape;
import netc.ir.op.Resize;
import netc.ir.op.Shuffle;
import netc.ir.op.Sigmoid;
import netc.ir.op.Silu;
import netc.ir.op.Size2;
import netc.ir.op.Slice;
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
import netc.ir.type.TensorType;
import netc.lower.Lowering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel against the evaluator, at odd sizes. */
class KernelsTest {
  private final SplittableRandom random = new SplittableRandom(1);

  static Stream<Unary> functions() {
    return Stream.of(new Relu(), new LeakyRelu(0.1), new Clip(-0.5, 0.25), new Clip(0, Double.POSITIVE_INFINITY), new Sigmoid(), new Tanh(),
        new Blend(Activation.RELU, 0.3), new Blend(Activation.TANH, 0.3), new Blend(Activation.SIGMOID, 0.7), new HardSigmoid(0.2, 0.4),
        new HardSwish(), new Silu(), new Gelu(false), new Gelu(true), new Softplus(), new Mish(), new Elu(0.8), new Erf(), new Exp(),
        new Abs(),
        new Neg());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void function(Unary function) {
    OneStep.of(function, noise(random, 2, 5, 3, 7)).isClose();
  }

  @Test
  void functionsOfPositiveNumbers() {
    Tensor positive = Evaluator.evaluate(new Exp(), noise(random, 2, 5, 3, 7));
    OneStep.of(new Log(), positive).isClose();
    OneStep.of(new Sqrt(), positive).isClose();
    OneStep.of(new Reciprocal(), positive).isClose();
  }

  @Test
  void endings() {
    var one = OneStep.of(Conv2d.plain(), noise(random, 1, 5, 3, 3), noise(random, 12, 5, 1, 1), noise(random, 12));
    one.then(new Silu()).isClose();
    one.then(new LeakyRelu(0.1)).plusResidual(random).then(new Sigmoid()).isClose();
    one.then(new Gelu(false)).plusResidual(random).then(new Tanh()).then(new HardSwish()).isClose();
  }

  static Stream<Conv2d> convolutions() {
    return Stream.of(Conv2d.plain(), new Conv2d(Size2.of(2), Padding.NONE, Size2.ONE, 1),
        new Conv2d(new Size2(2, 1), new Padding(0, 1, 2, 3), new Size2(1, 2), 1));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void dense(Conv2d conv) {
    OneStep.of(conv, noise(random, 2, 3, 13, 11), noise(random, 9, 3, 1, 1)).isClose();
    OneStep.of(conv, noise(random, 2, 19, 13, 11), noise(random, 40, 19, 3, 5), noise(random, 40)).plusResidual(random).then(new Relu())
        .isClose();
    OneStep.of(conv, noise(random, 1, 19, 3, 5), noise(random, 40, 19, 3, 3), noise(random, 40)).then(new Silu()).isClose();
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void grouped(Conv2d conv) {
    for (int groups : new int[] {2, 3, 6, 24}) {
      OneStep.of(conv.withGroups(groups), noise(random, 2, 24, 9, 7), noise(random, 48, 24 / groups, 3, 3), noise(random, 48)).isClose();
    }
    OneStep.of(conv.withGroups(4), noise(random, 1, 64, 9, 7), noise(random, 96, 16, 3, 3)).isClose();
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void depthwise(Conv2d conv) {
    OneStep.of(conv.withGroups(13), noise(random, 2, 13, 9, 7), noise(random, 13, 1, 3, 5), noise(random, 13)).then(new Relu()).isClose();
    OneStep.of(conv.withGroups(8), noise(random, 1, 8, 3, 5), noise(random, 8, 1, 3, 3)).plusResidual(random).isClose();
    var bounded = OneStep.of(conv.withGroups(11), noise(random, 1, 11, 9, 19), noise(random, 11, 1, 3, 3)).then(new Clip(0, 1));
    bounded.then(new Clip(0.2, 0.6)).isClose();
    bounded.then(new Clip(2, 3)).isClose();
    bounded.then(new Silu()).isClose();
  }

  @Test
  void depthwiseWithMoreFrameThanMap() {
    var conv = new Conv2d(Size2.ONE, new Padding(1, 255, 1, 0), Size2.ONE, 8);
    OneStep.of(conv, noise(random, 1, 8, 400, 4), noise(random, 8, 1, 3, 3)).isClose();
  }

  @Test
  void groupsOfFewCells() {
    OneStep.of(Conv2d.plain().withGroups(2), noise(random, 2, 32, 1, 2), noise(random, 48, 16, 1, 1), noise(random, 48))
        .plusResidual(random).then(new Relu()).isClose();
  }

  @Test
  void transposed() {
    var conv = new ConvTranspose2d(new Size2(2, 3), new Padding(1, 0, 0, 2), new Size2(1, 2), new Size2(1, 0), 1);
    OneStep.of(conv, noise(random, 2, 5, 4, 3), noise(random, 5, 18, 3, 2), noise(random, 18)).then(new Relu()).isClose();
    var groups = new ConvTranspose2d(Size2.of(2), Padding.of(1), Size2.ONE, new Size2(0, 0), 2);
    OneStep.of(groups, noise(random, 1, 8, 4, 3), noise(random, 8, 8, 4, 4)).isClose();
  }

  @Test
  void products() {
    OneStep.of(new Linear(), noise(random, 1, 300), noise(random, 21, 300), noise(random, 21)).then(new Relu()).isClose();
    OneStep.of(new Linear(), noise(random, 7, 30), noise(random, 21, 30)).isClose();
    OneStep.of(new MatMul(), noise(random, 3, 30), noise(random, 30, 21)).then(new Relu()).isClose();
    OneStep.of(new MatMul(), noise(random, 2, 5, 30), noise(random, 30, 11)).isClose();
    OneStep.of(new MatMul(), noise(random, 2, 3, 5, 7), noise(random, 2, 3, 7, 11)).then(new Relu()).isClose();
  }

  static Stream<Op> poolings() {
    return Stream.of(new MaxPool2d(Size2.of(3), Size2.of(2), Padding.of(1), Size2.ONE, false),
        new MaxPool2d(new Size2(2, 3), Size2.of(2), new Padding(0, 1, 1, 2), new Size2(2, 1), true),
        new AvgPool2d(Size2.of(3), Size2.of(2), new Padding(1, 2, 0, 1), true, true),
        new AvgPool2d(new Size2(2, 3), Size2.of(1), new Padding(1, 0, 1, 2), false, false), new AdaptiveAvgPool2d(new Size2(4, 3)),
        new AdaptiveMaxPool2d(new Size2(5, 2)), new GlobalAvgPool());
  }

  @ParameterizedTest
  @MethodSource("poolings")
  void pooling(Op op) {
    OneStep.of(op, noise(random, 2, 11, 13, 10)).plusResidual(random).then(new Relu()).isClose();
  }

  static Stream<Op> reductions() {
    return Stream.of(new ReduceMean(List.of(2, 3), true), new ReduceSum(List.of(1), false), new ReduceMax(List.of(0, 3), true));
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void reduction(Op op) {
    OneStep.of(op, noise(random, 2, 11, 5, 3)).then(new Relu()).isClose();
  }

  @Test
  void normalizations() {
    Tensor variance = Evaluator.evaluate(new Exp(), noise(random, 11));
    OneStep.of(new BatchNorm(1e-3), noise(random, 2, 11, 5, 3), noise(random, 11), noise(random, 11), noise(random, 11), variance)
        .then(new Relu()).isClose();
    OneStep.of(new Lrn(5, 1e-1, 0.75, 1), noise(random, 2, 19, 5, 3)).isClose();
    OneStep.of(new Lrn(4, 1e-1, 0.5, 2), noise(random, 1, 3, 5, 3)).isClose();
    OneStep.of(new Softmax(1), noise(random, 3, 37)).isClose();
    OneStep.of(new Softmax(1), noise(random, 2, 5, 3, 7)).isClose();
    OneStep.of(new Softmax(3), noise(random, 2, 5, 3, 7)).isClose();
    OneStep.of(new LayerNorm(1, 1e-5), noise(random, 2, 24, 3, 7), noise(random, 24), noise(random, 24)).then(new Relu()).isClose();
    OneStep.of(new LayerNorm(3, 1e-5), noise(random, 2, 5, 3, 7), noise(random, 7), noise(random, 7)).isClose();
    OneStep.of(new InstanceNorm(1e-5), noise(random, 2, 11, 5, 3), noise(random, 11), noise(random, 11)).then(new Relu()).isClose();
    OneStep.of(new Prelu(), noise(random, 2, 11, 5, 3), noise(random, 11)).isClose();
    OneStep.of(new Prelu(), noise(random, 2, 11), noise(random, 1)).isClose();
  }

  @Test
  void binaries() {
    OneStep.of(new Add(), noise(random, 2, 5, 3, 7), noise(random, 2, 5, 3, 7)).then(new Relu()).isClose();
    OneStep.of(new Add(), noise(random, 2, 5, 3, 7), noise(random, 5, 1, 1)).plusResidual(random).isClose();
    OneStep.of(new Mul(), noise(random, 2, 5, 3, 7), noise(random, 2, 5, 1, 1)).isClose();
    OneStep.of(new Mul(), noise(random, 2, 5, 3, 7), noise(random, 2, 1, 3, 7)).isClose();
    OneStep.of(new Sub(), noise(random, 1, 5, 1, 7), noise(random, 2, 1, 3, 1)).isClose();
    OneStep.of(new Max(), noise(random, 2, 5), noise(random, 1)).isClose();
    OneStep.of(new Mul(), noise(random, 11), noise(random, 1)).isClose();
    OneStep.of(new Sub(), noise(random, 11), Tensor.of(Shape.of(), 0.5f)).isClose();
    OneStep.of(new Add(), noise(random, 1), noise(random, 11)).isClose();
    OneStep.of(new Min(), noise(random, 2, 5, 6), noise(random, 6)).isClose();
    Tensor positive = Evaluator.evaluate(new Exp(), noise(random, 2, 5, 3, 7));
    OneStep.of(new Div(), noise(random, 2, 5, 3, 7), positive).isClose();
    OneStep.of(new Pow(), positive, noise(random, 2, 5, 3, 7)).isClose();
  }

  static Stream<OneStep> moves() {
    var random = new SplittableRandom(2);
    return Stream.of(OneStep.of(new Concat(1), noise(random, 2, 3, 5, 5)),
        OneStep.of(new Split(List.of(3, 1, 7), 1), noise(random, 2, 11, 5, 5)),
        OneStep.of(new Split(List.of(8, 16), 1), noise(random, 2, 24, 5, 5)),
        OneStep.of(new Split(List.of(2, 3), 2), noise(random, 2, 3, 5, 4)),
        OneStep.of(new Concat(1), noise(random, 2, 3, 5, 5), noise(random, 2, 1, 5, 5), noise(random, 2, 7, 5, 5)),
        OneStep.of(new Concat(1), noise(random, 2, 8, 5, 5), noise(random, 2, 16, 5, 5), noise(random, 2, 7, 5, 5)),
        OneStep.of(new Concat(3), noise(random, 2, 3, 5, 2), noise(random, 2, 3, 5, 9)),
        OneStep.of(new Concat(0), noise(random, 2, 3), noise(random, 4, 3)),
        OneStep.of(new Flatten(), noise(random, 2, 3, 5, 7)),
        OneStep.of(new Reshape(List.of(0, 7, -1)), noise(random, 2, 3, 5, 7)).then(new Relu()),
        OneStep.of(new Transpose(List.of(0, 2, 3, 1)), noise(random, 2, 3, 5, 7)),
        OneStep.of(new Transpose(List.of(3, 1, 0, 2)), noise(random, 2, 3, 5, 7)),
        OneStep.of(new Slice(List.of(1, 2), List.of(3, 7), List.of(1, 3), List.of(1, 2)), noise(random, 2, 3, 5, 7)),
        OneStep.of(new Shuffle(3), noise(random, 2, 12, 5, 7)),
        OneStep.of(new Pad(new Padding(1, 2, 3, 0), -1.5), noise(random, 2, 3, 5, 7)),
        OneStep.of(new Pad(new Padding(1, 2, 3, 0), 0, PadMode.REFLECT), noise(random, 2, 3, 5, 7)),
        OneStep.of(new Pad(new Padding(1, 2, 3, 0), 0, PadMode.EDGE), noise(random, 2, 3, 5, 7)));
  }

  @ParameterizedTest
  @MethodSource("moves")
  void move(OneStep step) {
    step.isClose();
  }

  @Test
  void aFrameOfInfinitiesIsNeverTheLargest() {
    Tensor x = noise(random, 1, 3, 5, 7);
    var pad = new Pad(Padding.of(1), Double.NEGATIVE_INFINITY);
    var pool = new MaxPool2d(Size2.of(3), Size2.ONE, Padding.NONE, Size2.ONE, false);
    var b = new GraphBuilder("framed");
    b.output("y", b.add(pool, b.add(pad, b.input("x", x.type()))));
    try (var executable = new TornadoExecutable(DeviceProgram.of(Lowering.lower(b.build())), 0)) {
      OneStep.assertClose(Objects.requireNonNull(executable.run(Map.of("x", x)).get("y")),
          Evaluator.evaluate(pool, Evaluator.evaluate(pad, x)), 0);
    }
  }

  static Stream<Arguments> stepsWithoutKernel() {
    var random = new SplittableRandom(3);
    var wide = new Conv2d(Size2.of(300), Padding.NONE, Size2.ONE, 1);
    var large = new MaxPool2d(Size2.of(2), Size2.of(300), Padding.NONE, Size2.ONE, false);
    return Stream.of(
        Arguments.of(OneStep.of(wide, noise(random, 1, 2, 5, 5), noise(random, 3, 2, 1, 1)), "a size, stride, padding or dilation of 300"),
        Arguments.of(OneStep.of(large, noise(random, 1, 2, 5, 5)), "a size, stride, padding or dilation of 300"),
        Arguments.of(OneStep.of(new ReduceSum(List.of(1), true), noise(random, 1, 2, 2, 2, 2)), "reduces tensors of at most 4 axes"),
        Arguments.of(OneStep.of(new Mul(), noise(random, 2, 3, 4, 5, 6), noise(random, 2, 3, 1, 5, 6)), "cannot repeat an operand"),
        Arguments.of(OneStep.of(new Transpose(List.of(4, 3, 2, 1, 0)), noise(random, 2, 3, 4, 5, 6)),
            "no kernel for a transpose over 5 axes"));
  }

  @ParameterizedTest
  @MethodSource("stepsWithoutKernel")
  void whatHasNoKernelIsAMistakeOfTheUsers(OneStep step, String words) {
    assertThatThrownBy(step::isClose).isInstanceOfSatisfying(DiagnosticException.class, wrong -> {
      assertThat(wrong).hasMessageStartingWith("error E0503: step " + step.op().name() + ": ").hasMessageContaining(words);
      assertThat(wrong.diagnostics().getFirst().help()).contains("--backend cpu runs it");
    });
  }

  @Test
  void aWeightThatIsComputedHasNoKernel() {
    var b = new GraphBuilder("computed");
    b.output("y", b.add(Conv2d.plain(), b.input("x", TensorType.f32(1, 3, 5, 5)), b.input("w", TensorType.f32(2, 3, 1, 1))));
    assertThatThrownBy(() -> DeviceProgram.of(Lowering.lower(b.build()))).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("to be a weight");
  }

  @Test
  void resizing() {
    OneStep
        .of(new Resize(new Size2(7, 11), Resize.Mode.NEAREST, Resize.Coordinates.ASYMMETRIC, Resize.Rounding.FLOOR),
            noise(random, 2, 3, 5, 7))
        .then(new Relu()).isClose();
    OneStep.of(new Resize(new Size2(7, 4), Resize.Mode.LINEAR, Resize.Coordinates.HALF_PIXEL, Resize.Rounding.FLOOR),
        noise(random, 2, 3, 5, 7)).isClose();
  }
}
