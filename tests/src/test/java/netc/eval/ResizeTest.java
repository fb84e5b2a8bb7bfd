package netc.eval;

import static netc.eval.Samples.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import netc.ir.eval.Evaluator;
import netc.ir.op.Resize;
import netc.ir.op.Resize.Coordinates;
import netc.ir.op.Resize.Mode;
import netc.ir.op.Resize.Rounding;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;

class ResizeTest {
  private static final Tensor ROW = map(1, 4, 1, 2, 3, 4);

  private static float[] nearest(int width, Coordinates coordinates, Rounding rounding) {
    return Evaluator.evaluate(new Resize(new Size2(1, width), Mode.NEAREST, coordinates, rounding), ROW).toArray();
  }

  private static float[] linear(int width, Coordinates coordinates) {
    return Evaluator.evaluate(new Resize(new Size2(1, width), Mode.LINEAR, coordinates, Rounding.FLOOR), ROW).toArray();
  }

  @Test
  void nearestCellsRepeat() {
    assertThat(nearest(8, Coordinates.HALF_PIXEL, Rounding.ROUND_PREFER_FLOOR)).containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
    assertThat(nearest(8, Coordinates.ASYMMETRIC, Rounding.FLOOR)).containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
    assertThat(nearest(8, Coordinates.ASYMMETRIC, Rounding.CEIL)).containsExactly(1, 2, 2, 3, 3, 4, 4, 4);
    assertThat(nearest(7, Coordinates.ALIGN_CORNERS, Rounding.ROUND_PREFER_FLOOR)).containsExactly(1, 1, 2, 2, 3, 3, 4);
    assertThat(nearest(7, Coordinates.ALIGN_CORNERS, Rounding.ROUND_PREFER_CEIL)).containsExactly(1, 2, 2, 3, 3, 4, 4);
  }

  @Test
  void halfWayBetweenTwoCellsRoundingDecides() {
    assertThat(nearest(2, Coordinates.HALF_PIXEL, Rounding.ROUND_PREFER_FLOOR)).containsExactly(1, 3);
    assertThat(nearest(2, Coordinates.HALF_PIXEL, Rounding.ROUND_PREFER_CEIL)).containsExactly(2, 4);
    assertThat(nearest(2, Coordinates.ASYMMETRIC, Rounding.ROUND_PREFER_FLOOR)).containsExactly(1, 3);
  }

  @Test
  void oneCellIsInTheMiddleOrTheFirst() {
    assertThat(linear(1, Coordinates.HALF_PIXEL)).containsExactly(2.5f);
    assertThat(linear(1, Coordinates.PYTORCH_HALF_PIXEL)).containsExactly(1);
    assertThat(linear(1, Coordinates.ALIGN_CORNERS)).containsExactly(1);
    assertThat(linear(1, Coordinates.ASYMMETRIC)).containsExactly(1);
  }

  @Test
  void linearOnesLieInBetween() {
    assertThat(linear(8, Coordinates.HALF_PIXEL)).containsExactly(1, 1.25f, 1.75f, 2.25f, 2.75f, 3.25f, 3.75f, 4);
    assertThat(linear(8, Coordinates.PYTORCH_HALF_PIXEL)).containsExactly(1, 1.25f, 1.75f, 2.25f, 2.75f, 3.25f, 3.75f, 4);
    assertThat(linear(8, Coordinates.ASYMMETRIC)).containsExactly(1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4);
    assertThat(linear(7, Coordinates.ALIGN_CORNERS)).containsExactly(1, 1.5f, 2, 2.5f, 3, 3.5f, 4);
  }

  @Test
  void bothAxesAreInterpolated() {
    var resize = new Resize(Size2.of(3), Mode.LINEAR, Coordinates.ALIGN_CORNERS, Rounding.FLOOR);
    assertThat(Evaluator.evaluate(resize, map(2, 2, 0, 4, 8, 20)).toArray()).containsExactly(0, 2, 4, 4, 8, 12, 8, 14, 20);
    Tensor channels =
        Evaluator.evaluate(new Resize(new Size2(2, 1), Mode.NEAREST, Coordinates.ASYMMETRIC, Rounding.FLOOR), Samples.counting(2, 2, 1, 2));
    assertThat(channels.shape()).isEqualTo(Shape.of(2, 2, 2, 1));
    assertThat(channels.toArray()).containsExactly(1, 1, 3, 3, 5, 5, 7, 7);
  }

  @Test
  void infinitiesDoNotSpreadToOtherCells() {
    Tensor x = map(1, 3, Float.NEGATIVE_INFINITY, 1, Float.POSITIVE_INFINITY);
    var resize = new Resize(new Size2(2, 3), Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.FLOOR);
    assertThat(Evaluator.evaluate(resize, x).toArray())
        .containsExactly(Float.NEGATIVE_INFINITY, 1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1, Float.POSITIVE_INFINITY);
  }

  @Test
  void whatIsNoImageIsRefused() {
    var resize = new Resize(Size2.of(0), Mode.NEAREST, Coordinates.HALF_PIXEL, Rounding.FLOOR);
    assertThatThrownBy(() -> Evaluator.evaluate(resize, ROW)).hasMessageContaining("resize: size [0, 0] is not positive");
    assertThatThrownBy(() -> Evaluator.evaluate(resize, Samples.counting(2, 2)))
        .hasMessageContaining("resize: operand f32[2, 2] has rank 2");
  }

  @Test
  void roundingMeansNothingToLinearOnes() {
    assertThat(new Resize(Size2.ONE, Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.CEIL))
        .isEqualTo(new Resize(Size2.ONE, Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.FLOOR));
  }
}
