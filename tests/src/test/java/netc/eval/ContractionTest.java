package netc.eval;

import static netc.eval.Samples.counting;
import static netc.eval.Samples.map;
import static netc.eval.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import netc.ir.eval.Evaluator;
import netc.ir.op.Conv2d;
import netc.ir.op.Linear;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ContractionTest {
  private static final Tensor RAMP = map(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  private static final Tensor CORNERS = map(2, 2, 1, 10, 100, 1000);

  @Test
  void convolutionIsCorrelation() {
    Tensor y = Evaluator.evaluate(Conv2d.plain(), RAMP, CORNERS);
    assertThat(y.shape()).isEqualTo(Shape.of(1, 1, 2, 2));
    assertThat(y.toArray()).containsExactly(5421, 6532, 8754, 9865);
  }

  @Test
  void paddingMayDifferOnEachSide() {
    var conv = new Conv2d(Size2.ONE, new Padding(1, 0, 0, 2), Size2.ONE, 1);
    Tensor y = Evaluator.evaluate(conv, RAMP, CORNERS, vector(0.5f));
    assertThat(y.shape()).isEqualTo(Shape.of(1, 1, 3, 4));
    assertThat(y.toArray()).containsExactly(
        2100.5f, 3200.5f, 300.5f, 0.5f,
        5421.5f, 6532.5f, 603.5f, 0.5f,
        8754.5f, 9865.5f, 906.5f, 0.5f);
  }

  @Test
  void stridesMayDiffer() {
    var conv = new Conv2d(new Size2(2, 1), Padding.NONE, Size2.ONE, 1);
    assertThat(Evaluator.evaluate(conv, RAMP, CORNERS).toArray()).containsExactly(5421, 6532);
  }

  @Test
  void dilationSpreadsTheTaps() {
    var conv = new Conv2d(Size2.ONE, Padding.NONE, new Size2(1, 2), 1);
    assertThat(Evaluator.evaluate(conv, RAMP, CORNERS).toArray()).containsExactly(6431, 9764);
    var both = new Conv2d(Size2.ONE, Padding.of(1), Size2.of(2), 1);
    assertThat(Evaluator.evaluate(both, RAMP, CORNERS).toArray()).containsExactly(
        5000, 6400, 500,
        8020, 9731, 802,
        50, 64, 5);
  }

  @Test
  void groupsSeeTheirOwnChannels() {
    Tensor x = Tensor.of(Shape.of(1, 4, 1, 1), 1, 10, 100, 1000);
    Tensor weight = Tensor.of(Shape.of(2, 2, 1, 1), 1, 2, 3, 4);
    assertThat(Evaluator.evaluate(Conv2d.plain().withGroups(2), x, weight).toArray()).containsExactly(21, 4300);
    Tensor depthwise = Tensor.of(Shape.of(4, 1, 1, 1), 1, 2, 3, 4);
    assertThat(Evaluator.evaluate(Conv2d.plain().withGroups(4), x, depthwise).toArray()).containsExactly(1, 20, 300, 4000);
  }

  @Test
  void aTapThatNeverMeetsTheInputAddsNothing() {
    var conv = new Conv2d(Size2.ONE, Padding.of(4), Size2.of(4), 1);
    Tensor y = Evaluator.evaluate(conv, map(1, 1, 3), counting(1, 1, 3, 3));
    assertThat(y.toArray()).containsExactly(15);
  }

  @Test
  void sumsAreExactUntilTheyAreRounded() {
    Tensor x = Tensor.of(Shape.of(1, 3, 1, 1), 0x1p30f, 1, -0x1p30f);
    Tensor ones = Tensor.of(Shape.of(1, 3, 1, 1), 1, 1, 1);
    assertThat(Evaluator.evaluate(Conv2d.plain(), x, ones).toArray()).containsExactly(1);
    Tensor row = Tensor.of(Shape.of(1, 3), 0x1p30f, 1, -0x1p30f);
    assertThat(Evaluator.evaluate(new Linear(), row, Tensor.of(Shape.of(1, 3), 1, 1, 1)).toArray()).containsExactly(1);
  }

  @Test
  void linearMultipliesByTheTransposedWeight() {
    Tensor y = Evaluator.evaluate(new Linear(), counting(2, 3), Tensor.of(Shape.of(2, 3), 1, 0, -1, 2, 2, 2), vector(0, 100));
    assertThat(y.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(y.toArray()).containsExactly(-2, 112, -2, 130);
  }

  @Test
  void operandsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Evaluator.evaluate(Conv2d.plain(), RAMP, counting(1, 2, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("conv2d: input has 1 channels");
  }

  /** Random geometry against the definition, cell by cell. */
  @RepeatedTest(200)
  void convolutionIsItsDefinition(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    int groups = random.nextInt(1, 4);
    int depth = random.nextInt(1, 4);
    int filters = groups * random.nextInt(1, 4);
    var kernel = new Size2(random.nextInt(1, 5), random.nextInt(1, 5));
    var pad = new Padding(random.nextInt(4), random.nextInt(4), random.nextInt(4), random.nextInt(4));
    var dilation = new Size2(random.nextInt(1, 4), random.nextInt(1, 4));
    var conv = new Conv2d(new Size2(random.nextInt(1, 4), random.nextInt(1, 4)), pad, dilation, groups);
    int height = random.nextInt(1, 6) + Math.max(0, (kernel.height() - 1) * dilation.height() - pad.top() - pad.bottom());
    int width = random.nextInt(1, 6) + Math.max(0, (kernel.width() - 1) * dilation.width() - pad.left() - pad.right());
    Tensor x = Samples.integers(random, Shape.of(random.nextInt(1, 3), (long) groups * depth, height, width));
    Tensor weight = Samples.integers(random, Shape.of(filters, depth, kernel.height(), kernel.width()));
    Tensor bias = Samples.integers(random, Shape.of(filters));
    assertThat(Evaluator.evaluate(conv, x, weight, bias).toArray()).containsExactly(define(conv, x, weight, bias));
  }

  private static float[] define(Conv2d conv, Tensor x, Tensor weight, Tensor bias) {
    Shape from = x.shape();
    Shape filter = weight.shape();
    long outHeight = (from.size(2) + conv.pad().top() + conv.pad().bottom() - (filter.size(2) - 1) * conv.dilation().height() - 1)
        / conv.stride().height() + 1;
    long outWidth =
        (from.size(3) + conv.pad().left() + conv.pad().right() - (filter.size(3) - 1) * conv.dilation().width() - 1) / conv.stride().width()
            + 1;
    Shape to = Shape.of(from.size(0), filter.size(0), outHeight, outWidth);
    float[] result = new float[(int) to.elements()];
    for (int i = 0; i < result.length; i++) {
      long column = i % outWidth;
      long row = i / outWidth % outHeight;
      long o = i / outWidth / outHeight % filter.size(0);
      long n = i / outWidth / outHeight / filter.size(0);
      long group = o / (filter.size(0) / conv.groups());
      double sum = bias.get(o);
      for (int t = 0; t < filter.elementsFrom(1); t++) {
        long kx = t % filter.size(3);
        long ky = t / filter.size(3) % filter.size(2);
        long c = t / filter.size(3) / filter.size(2);
        long y = row * conv.stride().height() + ky * conv.dilation().height() - conv.pad().top();
        long z = column * conv.stride().width() + kx * conv.dilation().width() - conv.pad().left();
        if (y >= 0 && y < from.size(2) && z >= 0 && z < from.size(3)) {
          long cell = ((n * from.size(1) + group * filter.size(1) + c) * from.size(2) + y) * from.size(3) + z;
          sum += x.get(cell) * weight.get(o * filter.elementsFrom(1) + t);
        }
      }
      result[i] = (float) sum;
    }
    return result;
  }
}
