package netc.eval;

import static netc.eval.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import netc.ir.eval.Evaluator;
import netc.ir.eval.Scalars;
import netc.ir.op.Abs;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Gelu;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.Log;
import netc.ir.op.Mish;
import netc.ir.op.Neg;
import netc.ir.op.Reciprocal;
import netc.ir.op.Silu;
import netc.ir.op.Softplus;
import netc.ir.op.Sqrt;
import netc.ir.op.Unary;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values to 17 digits come from arithmetic of 30 digits. */
class SmoothFunctionsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static float[] apply(Unary op, float... elements) {
    return Evaluator.evaluate(op, vector(elements)).toArray();
  }

  static Unary[] functions() {
    return new Unary[] {
      new HardSigmoid(0.2, 0.5), new HardSwish(), new Silu(), new Gelu(false), new Gelu(true), new Softplus(), new Mish(), new Elu(1),
      new Erf(),
      new Exp(), new Log(), new Sqrt(), new Abs(), new Neg(), new Reciprocal()};
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aNaNStaysOne(Unary op) {
    assertThat(apply(op, Float.NaN)).containsExactly(Float.NaN);
  }

  @Test
  void hardOnesAreLinesInBetween() {
    assertThat(apply(new HardSigmoid(0.25, 0.5), -4, -2, -1, 0, 1, 2, 4)).containsExactly(0, 0, 0.25f, 0.5f, 0.75f, 1, 1);
    assertThat(apply(new HardSwish(), -4, -3, -1.5f, 0, 1, 3, 4)).containsExactly(-0f, -0f, -0.375f, 0, 4 / 6f, 3, 4);
  }

  @Test
  void arithmetic() {
    assertThat(apply(new Abs(), -2, -0f, 3)).containsExactly(2, 0, 3);
    assertThat(apply(new Neg(), -2, 0, 3)).containsExactly(2, -0f, -3);
    assertThat(apply(new Reciprocal(), -2, 0, -0f, 4)).containsExactly(-0.5f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0.25f);
    assertThat(apply(new Sqrt(), 0, 6.25f, -1)).containsExactly(0, 2.5f, Float.NaN);
    assertThat(apply(new Exp(), 0, 1, -1000, 1000)).containsExactly(1, (float) Math.E, 0, Float.POSITIVE_INFINITY);
    assertThat(apply(new Log(), 1, 0, -1)).containsExactly(0, Float.NEGATIVE_INFINITY, Float.NaN);
  }

  @Test
  void eluIsALineAboveZero() {
    assertThat(apply(new Elu(2), -1000, 0, 3)).containsExactly(-2, 0, 3);
    assertThat(Scalars.apply(new Elu(0.5), -1)).isCloseTo(-0.6321205588285577 / 2, within(1e-16));
  }

  @Test
  void smoothOnesNearOneAndFarAway() {
    assertThat(Scalars.apply(new Softplus(), 1)).isCloseTo(1.3132616875182228, within(1e-15));
    assertThat(Scalars.apply(new Softplus(), -2)).isCloseTo(0.1269280110429725, within(1e-16));
    assertThat(Scalars.apply(new Softplus(), 1000)).isEqualTo(1000);
    assertThat(Scalars.apply(new Mish(), 1)).isCloseTo(0.8650983882673103, within(1e-15));
    assertThat(Scalars.apply(new Mish(), -2)).isCloseTo(-0.2525014826957089, within(1e-15));
    assertThat(Scalars.apply(new Silu(), 1)).isCloseTo(0.7310585786300049, within(1e-15));
    assertThat(Scalars.apply(new Silu(), -2)).isCloseTo(-0.23840584404423512, within(1e-15));
    assertThat(Scalars.apply(new Gelu(true), 1)).isCloseTo(0.8411919906082767, within(1e-15));
    assertThat(Scalars.apply(new Gelu(true), -2)).isCloseTo(-0.04540230591222498, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({
    "1e-10, 1.128379167095512615e-10", "0.5, 0.52049987781304653768", "1, 0.84270079294971486934", "2, 0.99532226501895273416",
    "2.4, 0.99931148610335492111", "2.5, 0.99959304798255504106", "3, 0.99997790950300141456"})
  void errorFunctionIsOdd(double x, double expected) {
    assertThat(Scalars.apply(new Erf(), x)).isCloseTo(expected, Percentage.withPercentage(1e-13));
    assertThat(Scalars.apply(new Erf(), -x)).isEqualTo(-Scalars.apply(new Erf(), x));
  }

  @Test
  void errorFunctionEndsAtOne() {
    assertThat(Scalars.apply(new Erf(), 0)).isEqualTo(0);
    assertThat(Scalars.apply(new Erf(), INFINITY)).isEqualTo(1);
    assertThat(Scalars.apply(new Erf(), -INFINITY)).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"1, 0.84134474606854294859", "-1, -0.15865525393145705141", "-3, -0.00404969409489028358", "-8, -4.9767684594174272988e-15"})
  void geluKeepsItsDigitsBelowZero(double x, double expected) {
    assertThat(Scalars.apply(new Gelu(false), x)).isCloseTo(expected, Percentage.withPercentage(1e-11));
  }
}
