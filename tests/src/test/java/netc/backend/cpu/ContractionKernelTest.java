package netc.backend.cpu;

import static netc.backend.cpu.OneStep.assertIdentical;
import static netc.backend.cpu.OneStep.integers;
import static netc.backend.cpu.OneStep.noise;

import java.util.SplittableRandom;
import netc.ir.op.Clip;
import netc.ir.op.Conv2d;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Linear;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Size2;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractionKernelTest {
  private final SplittableRandom random = new SplittableRandom(7);

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1, 1", "1, 3, 5, 7, 9", "1, 16, 8, 8, 8", "1, 17, 33, 1, 49", "2, 300, 70, 7, 7", "3, 520, 9, 3, 5",
    "5, 7, 300, 1, 2", "1, 64, 1, 56, 56"})
  void pointwise(int batch, int channels, int filters, int height, int width) {
    OneStep.of(Conv2d.plain(), integers(random, batch, channels, height, width), integers(random, filters, channels, 1, 1)).isExact();
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 1, 1", "3, 2, 1, 1", "5, 1, 2, 1", "7, 2, 3, 1", "3, 1, 2, 2", "2, 1, 0, 3", "4, 4, 0, 1", "3, 3, 2, 2",
    "11, 4, 2, 1"})
  void dense(int kernel, int stride, int pad, int dilation) {
    var conv = new Conv2d(Size2.of(stride), Padding.of(pad), Size2.of(dilation), 1);
    OneStep.of(conv, integers(random, 1, 40, 23, 29), integers(random, 21, 40, kernel, kernel), integers(random, 21)).isExact();
  }

  /** Random geometry; every fourth one depthwise. */
  @RepeatedTest(150)
  void anyGeometry(RepetitionInfo repetition) {
    var dice = new SplittableRandom(repetition.getCurrentRepetition());
    int groups = dice.nextInt(1, 5);
    int depth = dice.nextInt(4) == 0 ? 1 : dice.nextInt(1, 20);
    int filters = groups * dice.nextInt(1, 20);
    var kernel = new Size2(dice.nextInt(1, 5), dice.nextInt(1, 5));
    var pad = dice.nextBoolean() ? Padding.NONE : new Padding(dice.nextInt(4), dice.nextInt(4), dice.nextInt(4), dice.nextInt(4));
    var dilation = new Size2(dice.nextInt(1, 4), dice.nextInt(1, 4));
    var conv = new Conv2d(new Size2(dice.nextInt(1, 4), dice.nextInt(1, 4)), pad, dilation, groups);
    int height = dice.nextInt(1, 24) + Math.max(0, (kernel.height() - 1) * dilation.height() - pad.top() - pad.bottom());
    int width = dice.nextInt(1, 24) + Math.max(0, (kernel.width() - 1) * dilation.width() - pad.left() - pad.right());
    var step = OneStep.of(
        conv, integers(dice, dice.nextInt(1, 4), (long) groups * depth, height, width),
        integers(dice, filters, depth, kernel.height(), kernel.width()), integers(dice, filters));
    step = dice.nextBoolean() ? step.plusResidual(dice) : step;
    step = dice.nextBoolean() ? step.then(new Relu()) : step;
    step = dice.nextInt(4) == 0 ? step.givenWeights() : step;
    step.isExact();
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 1, 56", "7, 1, 3, 28", "7, 1, 3, 7", "5, 2, 2, 31", "3, 2, 1, 112", "13, 1, 6, 14"})
  void depthwise(int kernel, int stride, int pad, int size) {
    var conv = new Conv2d(Size2.of(stride), Padding.of(pad), Size2.ONE, 6);
    OneStep.of(conv, integers(random, 2, 6, size, size), integers(random, 6, 1, kernel, kernel), integers(random, 6)).isExact();
    OneStep.of(conv, integers(random, 2, 6, size, size), integers(random, 18, 1, kernel, kernel)).then(new LeakyRelu(0.5)).isExact();
  }

  @ParameterizedTest
  @CsvSource({"32, 4, 4", "8, 16, 24", "2, 64, 96", "2, 130, 9", "3, 1, 5"})
  void grouped(int groups, long depth, long filters) {
    var conv = new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, groups);
    OneStep.of(conv, integers(random, 1, groups * depth, 14, 14), integers(random, groups * filters, depth, 3, 3))
        .plusResidual(random).then(new Relu()).isExact();
  }

  /** Small maps and many filters: tasks for some filters each, which share a padded copy of an image; plain input up to 4 channels, blocks beyond. */
  @ParameterizedTest
  @CsvSource({"1, 130, 144, 14", "2, 40, 200, 9", "3, 3, 130, 7", "5, 70, 133, 4"})
  void tasksOfFilters(int batch, int channels, int filters, int size) {
    var conv = new Conv2d(Size2.of(2), Padding.of(1), Size2.ONE, 1);
    var step = OneStep.of(conv, integers(random, batch, channels, size, size), integers(random, filters, channels, 3, 3),
        integers(random, filters)).plusResidual(random).then(new Relu());
    for (int threads : new int[] {1, 2, 3, 8}) {
      assertIdentical(step.actual(threads), step.expected());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 15, 7", "1, 1024, 1000", "1, 2051, 37", "2, 300, 17", "16, 64, 10", "33, 520, 65"})
  void linear(int batch, int features, int outputs) {
    OneStep.of(new Linear(), integers(random, batch, features), integers(random, outputs, features), integers(random, outputs)).isExact();
    OneStep.of(new Linear(), integers(random, batch, features), integers(random, outputs, features))
        .then(new Clip(-50, 50)).plusResidual(random).isExact();
    OneStep.of(new Linear(), integers(random, batch, features), integers(random, outputs, features)).givenWeights().isExact();
  }

  @Test
  void convolutionOfOnePlace() {
    OneStep.of(Conv2d.plain(), integers(random, 1, 200, 1, 1), integers(random, 50, 200, 1, 1), integers(random, 50)).isExact();
    var padded = new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 1);
    OneStep.of(padded, integers(random, 1, 200, 1, 1), integers(random, 50, 200, 3, 3)).isExact();
  }

  /** Rounding errors of a sum of n products of numbers in ±1 grow no faster than n·2⁻²⁴ and, being of both signs, about as √n. */
  @Test
  void randomNumbers() {
    OneStep.of(Conv2d.plain(), noise(random, 1, 2048, 14, 14), noise(random, 96, 2048, 1, 1), noise(random, 96)).isWithin(tolerance(2048));
    var conv = new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 1);
    OneStep.of(conv, noise(random, 1, 128, 28, 28), noise(random, 64, 128, 3, 3)).isWithin(tolerance(1152));
    OneStep.of(new Linear(), noise(random, 1, 4096), noise(random, 100, 4096)).isWithin(tolerance(4096));
  }

  private static double tolerance(int products) {
    return Math.sqrt(products) * 0x1p-24;
  }
}
