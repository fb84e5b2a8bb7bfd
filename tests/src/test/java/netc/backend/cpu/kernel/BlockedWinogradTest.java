package netc.backend.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import netc.ir.op.Conv2d;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockedWinogradTest {
  /** Relative to the largest result, with tiles of 4×4, whose transforms have factors up to 8. */
  private static final double TOLERANCE = 1e-5;

  /** The same with tiles of 2×2, whose transforms only add and halve. */
  private static final double TOLERANCE_OF_TWO = 1e-6;

  private final SplittableRandom random = new SplittableRandom(11);

  private Tensor noise(long... sizes) {
    float[] elements = new float[(int) Shape.of(sizes).elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextDouble(-1, 1);
    }
    return Tensor.of(Shape.of(sizes), elements);
  }

  private BlockedStep step(int out, Padding pad, int threads, int batch, int channels, int filters, int height, int width) {
    return new BlockedStep(new Conv2d(Size2.ONE, pad, Size2.ONE, 1), noise(batch, channels, height, width), noise(filters, channels, 3, 3),
        noise(filters), List.of(), false, (_, from, to) -> BlockedWinograd.filters(from, to, out),
        kernel(out, threads));
  }

  private static BlockedStep.Maker kernel(int out, int threads) {
    return (contract, conv, _, from, to) -> new BlockedWinograd(contract, conv, from, to, out, threads);
  }

  /** Whole and broken tiles, runs and panels of filters; several strips, and rows of more tiles than are multiplied at once. */
  @ParameterizedTest
  @CsvSource({"1, 24, 24, 10, 10", "1, 32, 40, 14, 14", "2, 37, 33, 13, 11", "1, 64, 71, 28, 28", "1, 25, 90, 57, 19",
    "1, 100, 27, 117, 130",
    "3, 130, 24, 16, 12", "1, 24, 32, 10, 300", "1, 3, 5, 4, 7", "1, 16, 130, 7, 7", "2, 17, 16, 1, 1"})
  void anySize(int batch, int channels, int filters, int height, int width) {
    step(4, Padding.of(1), 1, batch, channels, filters, height, width).isWithin(TOLERANCE);
    step(2, Padding.of(1), 2, batch, channels, filters, height, width).isWithin(TOLERANCE_OF_TWO);
    step(4, Padding.of(2), 1, batch, channels, filters, height, width).then(new Relu()).isWithin(TOLERANCE);
  }

  @Test
  void anyEpilogueAndPadding() {
    for (int out : List.of(2, 4)) {
      var step = step(out, new Padding(2, 0, 1, 3), 1, 2, 30, 34, 15, 18);
      step.plusResidual().then(new Relu()).isWithin(TOLERANCE);
      step.then(new LeakyRelu(0.25)).isWithin(TOLERANCE);
      step.plusResidual().then(new LeakyRelu(0.25)).isWithin(TOLERANCE);
      step(out, Padding.NONE, 2, 1, 30, 34, 15, 18).isWithin(TOLERANCE);
    }
  }

  @Test
  void itDoesNotDependOnTheNumberOfThreads() {
    var step = step(4, Padding.of(1), 1, 1, 48, 56, 61, 43);
    assertThat(step.by(kernel(4, 3)).actual(3).toArray()).isEqualTo(step.actual(1).toArray());
  }

  @Test
  void tilesSuitTheMap() {
    var conv = new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 1);
    var large = new Sizes(1, 64, 28, 28);
    var small = new Sizes(1, 64, 7, 7);
    assertThat(BlockedWinograd.tile(conv, Size2.of(3), large, large)).hasValue(4);
    assertThat(BlockedWinograd.tile(conv, Size2.of(3), small, small)).hasValue(2);
    assertThat(BlockedWinograd.tile(conv, Size2.of(5), large, large)).isEmpty();
    assertThat(BlockedWinograd.tile(conv.withGroups(2), Size2.of(3), large, large)).isEmpty();
    assertThat(BlockedWinograd.tile(conv, Size2.of(3), new Sizes(1, 3, 28, 28), large)).isEmpty();
  }
}
