package netc.backend.cpu;

import static netc.backend.cpu.OneStep.integers;
import static netc.backend.cpu.OneStep.noise;

import java.util.List;
import java.util.SplittableRandom;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.MatMul;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Silu;
import netc.ir.op.Size2;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transposed convolutions and matrix products. */
class ProductKernelsTest {
  private final SplittableRandom random = new SplittableRandom(5);

  @RepeatedTest(100)
  void anyTransposedConvolution(RepetitionInfo repetition) {
    var dice = new SplittableRandom(repetition.getCurrentRepetition());
    int groups = dice.nextInt(1, 4);
    var kernel = new Size2(dice.nextInt(1, 5), dice.nextInt(1, 5));
    var stride = new Size2(dice.nextInt(1, 4), dice.nextInt(1, 4));
    var dilation = new Size2(dice.nextInt(1, 4), dice.nextInt(1, 4));
    var pad = new Padding(dice.nextInt(3), dice.nextInt(3), dice.nextInt(3), dice.nextInt(3));
    var more =
        new Size2(dice.nextInt(Math.max(stride.height(), dilation.height())), dice.nextInt(Math.max(stride.width(), dilation.width())));
    int height = dice.nextInt(1, 9) + (pad.top() + pad.bottom()) / stride.height();
    int width = dice.nextInt(1, 24) + (pad.left() + pad.right()) / stride.width();
    int filters = dice.nextInt(1, 4);
    var step = OneStep.of(new ConvTranspose2d(stride, pad, dilation, more, groups), integers(dice, 2, groups * 3L, height, width),
        integers(dice, groups * 3L, filters, kernel.height(), kernel.width()), integers(dice, (long) groups * filters));
    step = dice.nextBoolean() ? step.plusResidual(dice) : step;
    step = dice.nextBoolean() ? step.then(new Relu()) : step;
    (dice.nextInt(4) == 0 ? step.givenWeights() : step).isExact();
  }

  @Test
  void upsamplingByTwo() {
    var twice = new ConvTranspose2d(Size2.of(2), Padding.of(1), Size2.ONE, new Size2(0, 0), 1);
    OneStep.of(twice, noise(random, 1, 64, 28, 28), noise(random, 64, 32, 4, 4), noise(random, 32)).isWithin(256 * 0x1p-24);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "4, 7, 16", "3, 20, 17", "69, 9, 33"})
  void matrixProducts(int rows, int depth, int columns) {
    for (boolean given : List.of(false, true)) {
      check(OneStep.of(new MatMul(), integers(random, 2, 3, rows, depth), integers(random, 2, 3, depth, columns)).plusResidual(random),
          given);
      check(OneStep.of(new MatMul(), integers(random, 2, 1, rows, depth), integers(random, 3, depth, columns)), given);
      check(OneStep.of(new MatMul(), integers(random, rows, depth), integers(random, 3, depth, columns)).then(new Relu()), given);
      check(OneStep.of(new MatMul(), integers(random, 2, 3, rows, depth), integers(random, 1, 1, depth, columns)), given);
    }
  }

  private static void check(OneStep step, boolean given) {
    (given ? step.givenWeights() : step).isExact();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "4, 7, 16", "3, 200, 17", "5, 64, 33", "70, 96, 100"})
  void matrixProduct(int rows, int depth, int columns) {
    OneStep.of(new MatMul(), integers(random, rows, depth), integers(random, depth, columns)).isExact();
    OneStep.of(new MatMul(), integers(random, 2, rows, depth), integers(random, depth, columns)).plusResidual(random).then(new Relu())
        .isExact();
    OneStep.of(new MatMul(), integers(random, rows, depth), integers(random, depth, columns)).givenWeights().isExact();
    OneStep.of(new MatMul(), noise(random, rows, depth), noise(random, depth, columns)).then(new Silu())
        .isWithin(16 * 0x1p-24 * Math.sqrt(depth));
  }
}
