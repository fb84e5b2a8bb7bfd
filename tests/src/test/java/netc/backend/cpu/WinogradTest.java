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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinogradTest {
  /** Relative to the largest result; over all cases here the largest error is 7e-6. */
  private static final double TOLERANCE = 1e-5;

  private static final Conv2d SAME = padded(1);

  private final SplittableRandom random = new SplittableRandom(11);

  private static Conv2d padded(int pad) {
    return new Conv2d(Size2.ONE, Padding.of(pad), Size2.ONE, 1);
  }

  /** Whole and broken tiles, vectors of tiles, blocks of them and of filters; 28×28 has a block with an odd tile, 117×130 several strips. */
  @ParameterizedTest
  @CsvSource({"1, 24, 24, 10, 10", "1, 32, 40, 14, 14", "2, 37, 33, 13, 11", "1, 64, 71, 28, 28", "1, 25, 90, 57, 19",
    "1, 100, 27, 117, 130",
    "3, 130, 24, 16, 12", "1, 24, 32, 10, 300"})
  void anySize(int batch, int channels, int filters, int height, int width) {
    var x = noise(random, batch, channels, height, width);
    var weight = noise(random, filters, channels, 3, 3);
    OneStep.of(SAME, x, weight, noise(random, filters)).rounding().isWithin(TOLERANCE);
    OneStep.of(padded(0), x, weight).then(new Relu()).rounding().isWithin(TOLERANCE);
  }

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
