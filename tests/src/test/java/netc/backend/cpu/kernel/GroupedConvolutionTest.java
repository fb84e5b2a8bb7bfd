package netc.backend.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import netc.eval.Samples;
import netc.ir.op.Clip;
import netc.ir.op.Conv2d;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Size2;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupedConvolutionTest {
  private final SplittableRandom random = new SplittableRandom(5);

  private BlockedStep step(Conv2d conv, int batch, int channels, int group, int height, int width, Size2 kernel) {
    return new BlockedStep(conv.withGroups(channels / group),
        Samples.integers(random, Shape.of(batch, channels, height, width)),
        Samples.integers(random, Shape.of(channels, group, kernel.height(), kernel.width())), Samples.integers(random, Shape.of(channels)),
        List.of(), false, (grouped, from, _) -> GroupedConvolution.filters(grouped, kernel, from), GroupedConvolution::new);
  }

  private BlockedStep square(int batch, int channels, int group, int height, int width, int kernel, int stride, int pad, int dilation) {
    var conv = new Conv2d(Size2.of(stride), Padding.of(pad), Size2.of(dilation), 1);
    return step(conv, batch, channels, group, height, width, Size2.of(kernel));
  }

  /** Rows of three taps in pairs: odd and even sizes, padding on no side, one or both, a single pixel across, a single row. */
  @ParameterizedTest
  @CsvSource({"1, 0, 0", "1, 1, 1", "1, 0, 1", "1, 1, 0", "2, 0, 0", "2, 1, 1", "2, 0, 1", "2, 1, 0"})
  void rowsInPairs(int stride, int before, int after) {
    for (int width : List.of(3, 8, 15, 16, 17, 29)) {
      for (int height : List.of(3, 6, 21)) {
        var conv = new Conv2d(Size2.of(stride), new Padding(before, before, after, after), Size2.ONE, 1);
        step(conv, 2, 19, 1, height, width, Size2.of(3)).then(new Clip(-9, 11)).isExact();
      }
    }
    var narrow = new Conv2d(Size2.of(stride), Padding.of(1), Size2.ONE, 1);
    step(narrow, 1, 19, 1, 40, 1, Size2.of(3)).isExact();
    step(narrow, 1, 19, 1, 1, 40, Size2.of(3)).isExact();
  }

  /** Rows of five taps, stride 1 and 2, on maps that are copied and maps that are not. */
  @ParameterizedTest
  @CsvSource({"1, 14, 7", "1, 31, 30", "2, 14, 13", "2, 33, 40", "1, 5, 64", "2, 9, 65"})
  void fiveTaps(int stride, int height, int width) {
    square(1, 37, 1, height, width, 5, stride, 2, 1).then(new Relu()).isExact();
    square(2, 9, 1, height, width, 5, stride, 0, 1).isExact();
  }

  /** Maps that are copied and maps that are not, whole and overlapping runs, fewer pixels than a run, maps smaller than the kernel. */
  @ParameterizedTest
  @CsvSource({"1, 16, 7, 7, 3, 1, 1, 1", "2, 24, 14, 14, 3, 1, 1, 1", "1, 5, 29, 31, 3, 1, 1, 1", "1, 40, 56, 20, 3, 2, 1, 1",
    "1, 17, 14, 14, 5, 2, 2, 1", "1, 33, 7, 7, 5, 1, 2, 1", "2, 3, 19, 23, 7, 1, 3, 1", "1, 20, 30, 18, 3, 1, 2, 2",
    "1, 8, 21, 33, 3, 2, 4, 3",
    "1, 19, 12, 11, 3, 1, 0, 1", "1, 18, 40, 41, 5, 1, 0, 1", "3, 6, 2, 2, 5, 1, 2, 1", "1, 6, 1, 1, 3, 1, 1, 1", "1, 2, 3, 40, 3, 3, 1, 1",
    "1, 4, 17, 16, 1, 1, 0, 1", "1, 4, 16, 17, 3, 1, 3, 1", "1, 16, 20, 20, 2, 1, 5, 4"})
  void anySize(int batch, int channels, int height, int width, int kernel, int stride, int pad, int dilation) {
    square(batch, channels, 1, height, width, kernel, stride, pad, dilation).isExact();
    if (Lanes.COUNT > 2) {
      square(batch, 2 * channels, 2, height, width, kernel, stride, pad, dilation).isExact();
    }
  }

  @Test
  void anyShapeOfKernelAndPadding() {
    for (int width : List.of(13, 26)) {
      var conv = new Conv2d(new Size2(2, 1), new Padding(0, 3, 1, 2), new Size2(1, 2), 1);
      step(conv, 1, 21, 1, 18, width, new Size2(4, 3)).isExact();
      step(conv, 1, 21, 1, 18, width, new Size2(1, 5)).isExact();
    }
  }

  @Test
  void anyGroup() {
    for (int group = 2; group < Lanes.COUNT; group *= 2) {
      square(1, 3 * group, group, 19, 23, 3, 1, 1, 1).isExact();
      square(2, 5 * group, group, 7, 7, 3, 1, 1, 1).then(new Relu()).isExact();
      square(1, 7 * group, group, 30, 31, 3, 2, 1, 1).isExact();
      square(1, 2 * group, group, 20, 15, 5, 1, 2, 2).isExact();
      square(1, 4 * group, group, 9, 9, 1, 1, 0, 1).isExact();
    }
  }

  @Test
  void otherConvolutionsDoNotSuit() {
    var x = new Sizes(1, 48, 8, 8);
    assertThat(GroupedConvolution.suits(Conv2d.plain().withGroups(48), x, x)).isTrue();
    assertThat(GroupedConvolution.suits(Conv2d.plain().withGroups(24), x, x)).isEqualTo(Lanes.COUNT > 2);
    assertThat(GroupedConvolution.suits(Conv2d.plain().withGroups(16), x, x)).as("three lanes a group").isFalse();
    assertThat(GroupedConvolution.suits(Conv2d.plain(), x, x)).isFalse();
    assertThat(GroupedConvolution.suits(Conv2d.plain().withGroups(48), x, new Sizes(1, 96, 8, 8))).isFalse();
  }

  @Test
  void anyEpilogue() {
    var step = square(2, 21, 1, 14, 14, 3, 1, 1, 1);
    step.then(new Relu()).isExact();
    step.then(new Clip(0, 6)).isExact();
    step.plusResidual().then(new Relu()).isExact();
    step.then(new Relu()).then(new Clip(-3, 4)).isExact();
    step.then(new Sigmoid()).isWithin(1e-6);
    square(2, 21, 1, 23, 29, 5, 1, 2, 1).plusResidual().isExact();
  }

  @Test
  void itDoesNotDependOnTheNumberOfThreads() {
    var step = square(2, 50, 1, 40, 60, 3, 1, 1, 1).then(new Sigmoid());
    assertThat(step.actual(1).toArray()).isEqualTo(step.actual(3).toArray());
  }
}
