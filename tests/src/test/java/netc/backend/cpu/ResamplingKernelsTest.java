package netc.backend.cpu;

import static netc.backend.cpu.OneStep.integers;
import static netc.backend.cpu.OneStep.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import netc.ir.eval.Evaluator;
import netc.ir.op.Add;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Padding;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.op.Reduction;
import netc.ir.op.Relu;
import netc.ir.op.Resize;
import netc.ir.op.Resize.Coordinates;
import netc.ir.op.Resize.Mode;
import netc.ir.op.Resize.Rounding;
import netc.ir.op.Size2;
import netc.ir.op.Slice;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels that take parts of axes, sum along them, or change their sizes. */
class ResamplingKernelsTest {
  private final SplittableRandom random = new SplittableRandom(7);

  @RepeatedTest(50)
  void anyReduction(RepetitionInfo repetition) {
    var dice = new SplittableRandom(repetition.getCurrentRepetition());
    long[] shape = dice.longs(dice.nextInt(1, 6), 1, 9).toArray();
    var axes = new ArrayList<Integer>();
    for (int axis = 0; axis < shape.length; axis++) {
      if (dice.nextBoolean()) {
        axes.add(axis);
      }
    }
    if (axes.isEmpty()) {
      axes.add(dice.nextInt(shape.length));
    }
    boolean keep = dice.nextBoolean();
    List<Reduction> ops = List.of(new ReduceMean(axes, keep), new ReduceSum(axes, keep), new ReduceMax(axes, keep));
    var step = OneStep.of(ops.get(dice.nextInt(3)), integers(dice, shape));
    (dice.nextBoolean() ? step : step.plusResidual(dice).then(new Relu())).isExact();
  }

  @RepeatedTest(50)
  void anySlice(RepetitionInfo repetition) {
    var dice = new SplittableRandom(repetition.getCurrentRepetition());
    long[] shape = dice.longs(dice.nextInt(1, 5), 1, 12).toArray();
    var starts = new ArrayList<Integer>();
    var ends = new ArrayList<Integer>();
    var axes = new ArrayList<Integer>();
    var steps = new ArrayList<Integer>();
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (axis == 0 || dice.nextBoolean()) {
        starts.add(dice.nextInt((int) shape[axis]));
        ends.add(dice.nextInt(starts.getLast() + 1, (int) shape[axis] + 1));
        axes.add(axis);
        steps.add(dice.nextInt(1, 4));
      }
    }
    var step = OneStep.of(new Slice(starts, ends, axes, steps), integers(dice, shape));
    (dice.nextBoolean() ? step : step.plusResidual(dice).then(new Relu())).isExact();
  }

  @ParameterizedTest
  @EnumSource(Coordinates.class)
  void resizes(Coordinates coordinates) {
    for (Size2 size : List.of(new Size2(1, 1), new Size2(5, 7), new Size2(10, 14), new Size2(3, 4), new Size2(13, 20))) {
      for (Rounding rounding : Rounding.values()) {
        OneStep.of(new Resize(size, Mode.NEAREST, coordinates, rounding), integers(random, 2, 3, 5, 7)).isExact();
      }
      var linear = new Resize(size, Mode.LINEAR, coordinates, Rounding.FLOOR);
      OneStep.of(linear, noise(random, 2, 3, 5, 7)).isWithin(8 * 0x1p-24);
    }
    var twice = new Resize(new Size2(16, 8), Mode.LINEAR, coordinates, Rounding.FLOOR);
    OneStep.of(twice, noise(random, 1, 2, 8, 4)).plusResidual(random).then(new Relu()).isWithin(8 * 0x1p-24);
    OneStep.of(new Resize(new Size2(16, 8), Mode.NEAREST, coordinates, Rounding.FLOOR), integers(random, 1, 2, 8, 4)).plusResidual(random)
        .then(new Relu()).isExact();
  }

  @Test
  void infinitiesStayWhereTheyAre() {
    Tensor x = Tensor.of(Shape.of(1, 1, 1, 3), Float.NEGATIVE_INFINITY, 1, Float.POSITIVE_INFINITY);
    OneStep.of(new Resize(new Size2(2, 3), Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.FLOOR), x).isExact();
    OneStep.of(new Resize(new Size2(1, 5), Mode.LINEAR, Coordinates.ALIGN_CORNERS, Rounding.FLOOR), x).isExact();
  }

  @ParameterizedTest
  @EnumSource(PadMode.class)
  void pads(PadMode mode) {
    OneStep.of(new Pad(new Padding(1, 2, 3, 0), -1.5, mode), integers(random, 2, 3, 5, 7)).then(new Relu()).isExact();
    OneStep.of(new Pad(new Padding(0, 6, 4, 6), 2, mode), integers(random, 2, 3, 5, 7)).plusResidual(random).isExact();
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 5", "2, 7, 1", "96, 14, 14", "5, 1, 33"})
  void layerNorm(int channels, int height, int width) {
    Tensor gamma = noise(random, channels);
    Tensor beta = noise(random, channels);
    double tolerance = 16 * 0x1p-24;
    OneStep.of(new LayerNorm(1, 1e-3), noise(random, 2, channels, height, width), gamma, beta).isWithin(tolerance);
    OneStep.of(new LayerNorm(3, 1e-3), noise(random, 2, height, width, channels), gamma, beta).plusResidual(random).then(new Relu())
        .isWithin(tolerance);
    OneStep.of(new LayerNorm(1, 1e-3), noise(random, height, channels), gamma, beta).givenWeights().isWithin(tolerance);
    OneStep.of(new LayerNorm(2, 1e-3), noise(random, 2, height, channels, width), gamma, beta).plusResidual(random).then(new Relu())
        .isWithin(tolerance);
  }

  @Test
  void instanceNorm() {
    OneStep.of(new InstanceNorm(1e-5), noise(random, 2, 3, 9, 11), noise(random, 3), noise(random, 3)).then(new Relu())
        .isWithin(4 * 0x1p-24);
    OneStep.of(new InstanceNorm(1e-5), noise(random, 2, 3, 200), noise(random, 3), noise(random, 3)).plusResidual(random)
        .isWithin(4 * 0x1p-24);
  }

  /** In float the mean has too few digits to be taken away; rows and maps of more than the lanes add up at once. */
  @Test
  void aMeanThatIsLargeBesideTheDeviation() {
    double tolerance = 16 * 0x1p-24;
    Tensor gamma = noise(random, 1500);
    Tensor beta = noise(random, 1500);
    OneStep.of(new LayerNorm(1, 1e-5), far(3, 1500), gamma, beta).isWithin(tolerance);
    OneStep.of(new LayerNorm(1, 1e-5), far(2, 1500, 3, 3), gamma, beta).isWithin(tolerance);
    OneStep.of(new InstanceNorm(1e-5), far(2, 3, 40, 41), noise(random, 3), noise(random, 3)).isWithin(tolerance);
  }

  private Tensor far(long... sizes) {
    return Evaluator.evaluate(new Add(), noise(random, sizes), Tensor.of(Shape.of(1), 1000));
  }
}
