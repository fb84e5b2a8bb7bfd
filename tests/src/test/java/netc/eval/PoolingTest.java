package netc.eval;

import static netc.eval.Samples.counting;
import static netc.eval.Samples.map;
import static org.assertj.core.api.Assertions.assertThat;

import netc.ir.eval.Evaluator;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.AvgPool2d;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Padding;
import netc.ir.op.Pooling;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;

class PoolingTest {
  private static final Tensor RAMP = counting(1, 1, 3, 5);

  private static float[] pool(Pooling op, Tensor x) {
    return Evaluator.evaluate(op, x).toArray();
  }

  @Test
  void maxTakesTheLargestOfEachWindow() {
    var op = new MaxPool2d(Size2.of(2), Size2.of(2), Padding.NONE, Size2.ONE, false);
    assertThat(pool(op, RAMP)).containsExactly(7, 9);
  }

  @Test
  void ceilAddsAPartialWindow() {
    var max = new MaxPool2d(Size2.of(2), Size2.of(2), Padding.NONE, Size2.ONE, true);
    assertThat(pool(max, RAMP)).containsExactly(7, 9, 10, 12, 14, 15);
    var mean = new AvgPool2d(Size2.of(2), Size2.of(2), Padding.NONE, true, true);
    assertThat(pool(mean, RAMP)).containsExactly(4, 6, 7.5f, 11.5f, 13.5f, 15);
  }

  @Test
  void paddingNeverWins() {
    var op = new MaxPool2d(Size2.of(2), Size2.of(2), new Padding(1, 1, 0, 0), Size2.ONE, false);
    assertThat(pool(op, map(3, 3, -9, -8, -7, -6, -5, -4, -3, -2, -1))).containsExactly(-9, -7, -3, -1);
  }

  @Test
  void dilatedWindowsSkipCells() {
    var op = new MaxPool2d(new Size2(1, 2), Size2.ONE, new Padding(0, 1, 0, 1), new Size2(1, 3), false);
    assertThat(pool(op, map(1, 5, 9, 1, 8, 2, 3))).containsExactly(8, 9, 3, 8);
  }

  @Test
  void aWindowWhoseCellsAllLieInThePaddingIsMinusInfinity() {
    var op = new MaxPool2d(Size2.of(2), Size2.ONE, Padding.of(1), Size2.of(2), false);
    assertThat(pool(op, map(1, 1, 3))).containsExactly(Float.NEGATIVE_INFINITY);
  }

  @Test
  void aNaNInTheWindowIsTheLargest() {
    var op = new MaxPool2d(new Size2(1, 2), Size2.ONE, Padding.NONE, Size2.ONE, false);
    assertThat(pool(op, map(1, 4, 1, Float.NaN, 3, 2))).containsExactly(Float.NaN, Float.NaN, 3);
  }

  @Test
  void paddingCountsInTheMeanWhenAskedTo() {
    var counting = new AvgPool2d(Size2.of(2), Size2.of(2), new Padding(1, 1, 0, 0), false, true);
    assertThat(pool(counting, map(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9))).containsExactly(0.25f, 1.25f, 2.75f, 7);
    var not = new AvgPool2d(Size2.of(2), Size2.of(2), new Padding(1, 1, 0, 0), false, false);
    assertThat(pool(not, map(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9))).containsExactly(1, 2.5f, 5.5f, 7);
  }

  /** Windows of 3 with stride 2 over a padded row of 6: the last begins at 4 and has two cells, one of them padding. */
  @Test
  void cellsBeyondThePaddingNeverCount() {
    var op = new AvgPool2d(new Size2(1, 3), new Size2(1, 2), new Padding(0, 1, 0, 1), true, true);
    assertThat(pool(op, map(1, 4, 3, 6, 9, 12))).containsExactly(3, 9, 6);
    var not = new AvgPool2d(new Size2(1, 3), new Size2(1, 2), new Padding(0, 1, 0, 1), true, false);
    assertThat(pool(not, map(1, 4, 3, 6, 9, 12))).containsExactly(4.5f, 9, 12);
  }

  @Test
  void adaptiveWindowsOverlapWhereTheSizesDoNotDivide() {
    assertThat(pool(new AdaptiveAvgPool2d(new Size2(1, 3)), map(1, 5, 1, 2, 6, 4, 8))).containsExactly(1.5f, 4, 6);
    assertThat(pool(new AdaptiveMaxPool2d(new Size2(2, 2)), RAMP)).containsExactly(8, 10, 13, 15);
  }

  @Test
  void adaptiveWindowsRepeatCellsOfASmallerMap() {
    assertThat(pool(new AdaptiveAvgPool2d(new Size2(1, 5)), map(1, 2, 1, 3))).containsExactly(1, 1, 2, 3, 3);
  }

  @Test
  void globalMeanIsPerChannel() {
    Tensor y = Evaluator.evaluate(new GlobalAvgPool(), counting(2, 2, 1, 3));
    assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 1, 1));
    assertThat(y.toArray()).containsExactly(2, 5, 8, 11);
  }
}
