package netc.backend.cpu;

import static netc.backend.cpu.OneStep.integers;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import netc.backend.cpu.kernel.Channels;
import netc.ir.op.Add;
import netc.ir.op.BatchNorm;
import netc.ir.op.Concat;
import netc.ir.op.Div;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Op;
import netc.ir.op.Relu;
import netc.ir.op.Shuffle;
import netc.ir.op.Slice;
import netc.ir.op.Split;
import netc.ir.op.Sub;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels that run in the blocked form only where something before them does. */
class BlockedKernelsTest {
  private static final int B = Channels.BLOCK;

  private final SplittableRandom random = new SplittableRandom(11);

  /** One image and some, channels that are whole blocks, less than one, and more. */
  private static Stream<Arguments> images() {
    return Stream.of(1, 2).flatMap(batch -> Stream.of(2 * B, 3, B + 1, 3 * B - 1).map(channels -> Arguments.of(batch, channels)));
  }

  private static void isExact(OneStep step) {
    assertThat(step.inBlocks().form()).as("the form of %s", step.op()).isEqualTo(Form.BLOCKED);
    step.inBlocks().isExact();
  }

  @ParameterizedTest
  @MethodSource("images")
  void batchNorm(int batch, int channels) {
    float[] variances = new float[channels];
    for (int i = 0; i < channels; i++) {
      variances[i] = 1 << (2 * (i % 3));
    }
    var step = OneStep.of(new BatchNorm(0), integers(random, batch, channels, 5, 7), integers(random, channels), integers(random, channels),
        integers(random, channels), Tensor.of(Shape.of(channels), variances));
    isExact(step);
    isExact(step.plusResidual(random).then(new Relu()));
    isExact(step.givenWeights());
  }

  @ParameterizedTest
  @MethodSource("images")
  void function(int batch, int channels) {
    isExact(OneStep.of(new Neg(), integers(random, batch, channels, 5, 7)).plusResidual(random).then(new Relu()));
  }

  @ParameterizedTest
  @MethodSource("images")
  void broadcast(int batch, int channels) {
    for (Op op : List.of(new Add(), new Mul(), new Sub(), new Div(), new Min(), new Max())) {
      Tensor x = integers(random, batch, channels, 5, 7);
      for (Tensor other : List.of(integers(random, batch, channels, 5, 7), integers(random, batch, channels, 1, 1),
          integers(random, 1, channels, 1, 1), integers(random, channels, 1, 1), integers(random, 1))) {
        isExact(OneStep.of(op, x, other));
        isExact(OneStep.of(op, x, other).givenWeights().plusResidual(random).then(new Relu()));
        if (other.shape().rank() == 4) {
          isExact(OneStep.of(op, other, x).givenWeights());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("images")
  void concatAndSplit(int batch, int channels) {
    isExact(OneStep.of(new Concat(1), integers(random, batch, channels, 5, 5), integers(random, batch, B, 5, 5),
        integers(random, batch, 5, 5, 5)));
    isExact(OneStep.of(new Concat(1), integers(random, batch, B, 5, 5), integers(random, batch, channels, 5, 5)));
    isExact(OneStep.of(new Split(List.of(channels, B, 5), 1), integers(random, batch, channels + B + 5L, 5, 5)));
    isExact(OneStep.of(new Split(List.of(B, channels), 1), integers(random, batch, B + channels, 5, 5)));
  }

  @ParameterizedTest
  @MethodSource("images")
  void moves(int batch, int channels) {
    Tensor x = integers(random, batch, 3L * channels, 5, 7);
    isExact(OneStep.of(new Shuffle(3), x));
    isExact(OneStep.of(new Slice(List.of(channels), List.of(2 * channels), List.of(1), List.of()), x));
    isExact(OneStep.of(new Slice(List.of(1), List.of(3 * channels), List.of(1), List.of(2)), x));
  }

  /** Movements in blocks have no way to do more; plain ones have. */
  @ParameterizedTest
  @MethodSource("images")
  void movesWithAnEpilogue(int batch, int channels) {
    Tensor x = integers(random, batch, 3L * channels, 5, 7);
    OneStep.of(new Shuffle(3), x).plusResidual(random).then(new Relu()).inBlocks().isExact();
    OneStep.of(new Slice(List.of(1), List.of(channels), List.of(1), List.of()), x).then(new Relu()).inBlocks().isExact();
    OneStep.of(new Concat(1), x, integers(random, batch, channels, 5, 7)).plusResidual(random).inBlocks().isExact();
  }
}
