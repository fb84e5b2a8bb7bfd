package netc.backend.cpu;

import static netc.backend.cpu.OneStep.integers;
import static netc.backend.cpu.OneStep.noise;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import netc.ir.op.Conv2d;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Size2;
import org.junit.jupiter.api.Test;

/** When a convolution runs by Winograd's algorithm, with what a step may have besides: {@code BlockedWinogradTest} has the sizes. */
class WinogradTest {
  /** Relative to the largest result, for uniform noise. */
  private static final double TOLERANCE = 1e-5;

  private static final Conv2d SAME = new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 1);

  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void everyEpilogueAndPadding() {
    var lopsided = new Conv2d(Size2.ONE, new Padding(2, 0, 1, 3), Size2.ONE, 1);
    var step = OneStep.of(lopsided, noise(random, 1, 30, 15, 18), noise(random, 34, 30, 3, 3), noise(random, 34));
    step.plusResidual(random).then(new Relu()).rounding().isWithin(TOLERANCE);
    step.then(new Sigmoid()).plusResidual(random).rounding().isWithin(TOLERANCE);
    step.givenWeights().rounding().isWithin(TOLERANCE);
  }

  @Test
  void itDoesNotDependOnTheNumberOfThreads() {
    var step = OneStep.of(SAME, noise(random, 1, 48, 61, 43), noise(random, 56, 48, 3, 3)).rounding();
    assertThat(step.actual(1).getFirst().toArray()).isEqualTo(step.actual(3).getFirst().toArray());
  }

  @Test
  void exactnessForbidsIt() {
    var step = OneStep.of(SAME, integers(random, 1, 48, 20, 20), integers(random, 48, 48, 3, 3));
    step.isExact();
    assertThat(step.rounding().actual(1).getFirst().toArray()).isNotEqualTo(step.actual(1).getFirst().toArray());
  }
}
