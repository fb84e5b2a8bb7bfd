package netc.eval;

import static netc.eval.Samples.integers;
import static netc.eval.Samples.map;
import static netc.eval.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import netc.ir.GraphBuilder;
import netc.ir.Statistics;
import netc.ir.eval.Evaluator;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TransposedConvolutionTest {
  private static final Size2 NONE = new Size2(0, 0);
  private static final Tensor X = map(2, 2, 1, 2, 3, 4);
  private static final Tensor TAPS = map(2, 2, 1, 10, 100, 1000);

  private static float[] transpose(Size2 stride, Padding pad, Size2 dilation, Size2 outputPad) {
    return Evaluator.evaluate(new ConvTranspose2d(stride, pad, dilation, outputPad, 1), X, TAPS).toArray();
  }

  @Test
  void elementsSpreadOverTheTaps() {
    assertThat(transpose(Size2.ONE, Padding.NONE, Size2.ONE, NONE)).containsExactly(1, 12, 20, 103, 1234, 2040, 300, 3400, 4000);
  }

  @Test
  void strideKeepsElementsApart() {
    assertThat(transpose(new Size2(1, 2), Padding.NONE, Size2.ONE, NONE))
        .containsExactly(1, 10, 2, 20, 103, 1030, 204, 2040, 300, 3000, 400, 4000);
  }

  @Test
  void paddingCutsAndOutputPaddingAppends() {
    assertThat(transpose(Size2.ONE, new Padding(1, 0, 0, 1), Size2.ONE, NONE)).containsExactly(103, 1234, 300, 3400);
    assertThat(transpose(new Size2(2, 1), new Padding(2, 0, 0, 0), Size2.ONE, new Size2(1, 0)))
        .containsExactly(3, 34, 40, 300, 3400, 4000, 0, 0, 0);
  }

  @Test
  void dilationSpreadsTheTaps() {
    assertThat(transpose(Size2.ONE, Padding.NONE, new Size2(1, 2), NONE)).containsExactly(1, 2, 10, 20, 103, 204, 1030, 2040, 300, 400,
        3000, 4000);
  }

  @Test
  void groupsSeeTheirOwnChannels() {
    Tensor x = Tensor.of(Shape.of(1, 4, 1, 1), 1, 10, 100, 1000);
    Tensor weight = Tensor.of(Shape.of(4, 1, 1, 1), 1, 2, 3, 4);
    var two = new ConvTranspose2d(Size2.ONE, Padding.NONE, Size2.ONE, NONE, 2);
    assertThat(Evaluator.evaluate(two, x, weight, vector(0.5f, 0)).toArray()).containsExactly(21.5f, 4300);
    Tensor wide = Tensor.of(Shape.of(4, 2, 1, 1), 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(Evaluator.evaluate(two, x, wide).toArray()).containsExactly(31, 42, 7500, 8600);
  }

  /** The sum of {@code conv(x) · y} is that of {@code x · transpose(y)}, whatever the geometry. */
  @RepeatedTest(100)
  void itIsTheAdjointOfConvolution(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    int groups = random.nextInt(1, 4);
    var kernel = new Size2(random.nextInt(1, 5), random.nextInt(1, 5));
    var stride = new Size2(random.nextInt(1, 4), random.nextInt(1, 4));
    var dilation = new Size2(random.nextInt(1, 4), random.nextInt(1, 4));
    var pad = new Padding(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
    int freeHeight = random.nextInt(8);
    int freeWidth = random.nextInt(8);
    int height = freeHeight + (kernel.height() - 1) * dilation.height() + 1 - pad.top() - pad.bottom();
    int width = freeWidth + (kernel.width() - 1) * dilation.width() + 1 - pad.left() - pad.right();
    if (height < 1 || width < 1) {
      return;
    }
    Tensor x = integers(random, Shape.of(2, 2L * groups, height, width));
    Tensor weight = integers(random, Shape.of(3L * groups, 2, kernel.height(), kernel.width()));
    Tensor convolved = Evaluator.evaluate(new Conv2d(stride, pad, dilation, groups), x, weight);
    Tensor y = integers(random, convolved.shape());
    var op = new ConvTranspose2d(stride, pad, dilation, new Size2(freeHeight % stride.height(), freeWidth % stride.width()), groups);
    Tensor back = Evaluator.evaluate(op, y, weight);
    assertThat(back.shape()).isEqualTo(x.shape());
    assertThat(inner(x, back)).isEqualTo(inner(convolved, y));
  }

  private static double inner(Tensor a, Tensor b) {
    double sum = 0;
    for (int i = 0; i < a.shape().elements(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertRefused(new ConvTranspose2d(Size2.ONE, Padding.NONE, Size2.ONE, Size2.ONE, 1), "output_pad [1, 1] is not within 0");
    assertRefused(new ConvTranspose2d(Size2.ONE, Padding.of(2), Size2.ONE, NONE, 1), "leaves nothing");
    assertRefused(new ConvTranspose2d(NONE, Padding.NONE, Size2.ONE, NONE, 1), "stride [0, 0] is not positive");
    assertRefused(new ConvTranspose2d(Size2.ONE, Padding.NONE, Size2.ONE, NONE, 2), "groups = 2 does not divide 1 input channels");
    assertThatThrownBy(
        () -> Evaluator.evaluate(new ConvTranspose2d(Size2.ONE, Padding.NONE, Size2.ONE, NONE, 1), X, Samples.counting(2, 1, 1, 1)))
        .hasMessageContaining("conv_transpose2d: input has 1 channels, weight expects 2");
  }

  private static void assertRefused(ConvTranspose2d op, String message) {
    assertThatThrownBy(() -> Evaluator.evaluate(op, X, TAPS)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
  }

  @Test
  void theirProductsAreCounted() {
    var b = new GraphBuilder("counted");
    var op = new ConvTranspose2d(Size2.of(2), Padding.NONE, Size2.ONE, NONE, 2);
    b.output("y", b.add(op, b.input("x", TensorType.f32(1, 4, 5, 6)), b.weight("w", Samples.counting(4, 3, 2, 2))));
    assertThat(Statistics.of(b.build()).macs()).isEqualTo(4 * 5 * 6 * 3 * 2 * 2);
  }
}
