package netc.eval;

import static netc.eval.Samples.counting;
import static netc.eval.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import netc.ir.eval.Evaluator;
import netc.ir.eval.Scalars;
import netc.ir.op.Activation;
import netc.ir.op.Add;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Div;
import netc.ir.op.Dropout;
import netc.ir.op.Identity;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Mul;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Sub;
import netc.ir.op.Tanh;
import netc.ir.op.Unary;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElementwiseTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static float[] apply(Unary op, float... elements) {
    return Evaluator.evaluate(op, vector(elements)).toArray();
  }

  @Test
  void activationsBendAtZero() {
    assertThat(apply(new Relu(), -2, -0.0f, 0, 3)).containsExactly(0, 0, 0, 3);
    assertThat(apply(new LeakyRelu(0.25), -2, 0, 3)).containsExactly(-0.5f, 0, 3);
    assertThat(apply(new Sigmoid(), -1000, 0, 1000)).containsExactly(0, 0.5f, 1);
    assertThat(apply(new Tanh(), -1000, 0, 1000)).containsExactly(-1, 0, 1);
    assertThat(Scalars.apply(new Sigmoid(), 1)).isCloseTo(0.7310585786300049, within(1e-15));
    assertThat(Scalars.apply(new Tanh(), 0.5)).isCloseTo(0.4621171572600098, within(1e-15));
  }

  @Test
  void namesChangeNothing() {
    assertThat(apply(new Identity(), -2, 3)).containsExactly(-2, 3);
    assertThat(apply(new Dropout(0.9), -2, 3)).containsExactly(-2, 3);
  }

  @Test
  void clipMayBeOpenAtEitherEnd() {
    assertThat(apply(new Clip(0, 6), -1, 0, 3, 6, 7)).containsExactly(0, 0, 3, 6, 6);
    assertThat(apply(new Clip(-INFINITY, 6), Float.NEGATIVE_INFINITY, 7)).containsExactly(Float.NEGATIVE_INFINITY, 6);
    assertThat(apply(new Clip(-1, INFINITY), -7, Float.POSITIVE_INFINITY)).containsExactly(-1, Float.POSITIVE_INFINITY);
  }

  @Test
  void blendGrowsIntoTheIdentity() {
    assertThat(apply(new Blend(Activation.RELU, 0.25), -4, 4)).containsExactly(-1, 4);
    assertThat(apply(new Blend(Activation.RELU, 0), -4, Float.NEGATIVE_INFINITY)).containsExactly(0, 0);
    assertThat(apply(new Blend(Activation.TANH, 1), -4, Float.POSITIVE_INFINITY)).containsExactly(-4, Float.POSITIVE_INFINITY);
    assertThat(apply(new Blend(Activation.SIGMOID, 0.5), 0)).containsExactly(0.25f);
  }

  static Unary[] functions() {
    return new Unary[] {
      new Identity(), new Dropout(0.5), new Relu(), new LeakyRelu(0.1), new Clip(0, 6), new Sigmoid(), new Tanh(),
      new Blend(Activation.RELU, 0.5),
      new Blend(Activation.RELU, 0), new Blend(Activation.RELU, 1)};
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aNaNStaysOne(Unary op) {
    assertThat(apply(op, Float.NaN)).containsExactly(Float.NaN);
  }

  @Test
  void preluHasASlopeForEachChannelOrOneForAll() {
    Tensor x = Tensor.of(Shape.of(1, 2, 1, 2), -1, 2, -3, 4);
    assertThat(Evaluator.evaluate(new Prelu(), x, vector(0.5f, 2)).toArray()).containsExactly(-0.5f, 2, -6, 4);
    assertThat(Evaluator.evaluate(new Prelu(), x, vector(3)).toArray()).containsExactly(-3, 2, -9, 4);
    Tensor rows = Tensor.of(Shape.of(2, 2), -1, -1, -1, 1);
    assertThat(Evaluator.evaluate(new Prelu(), rows, vector(2, 3)).toArray()).containsExactly(-2, -3, -2, 1);
  }

  @Test
  void operandsOfOneShapeAreTakenElementByElement() {
    assertThat(Evaluator.evaluate(new Add(), counting(2, 2), counting(2, 2)).toArray()).containsExactly(2, 4, 6, 8);
    assertThat(Evaluator.evaluate(new Mul(), counting(2, 2), counting(2, 2)).toArray()).containsExactly(1, 4, 9, 16);
  }

  @Test
  void functionsOfTwoOperands() {
    assertThat(Evaluator.evaluate(new Sub(), vector(5, 2), vector(3, 4)).toArray()).containsExactly(2, -2);
    assertThat(Evaluator.evaluate(new Div(), vector(1, -1, 0), vector(4, 0, 0)).toArray())
        .containsExactly(0.25f, Float.NEGATIVE_INFINITY, Float.NaN);
    assertThat(Evaluator.evaluate(new Pow(), vector(-3, 4, -8, 0), vector(2, 0.5f, 0.5f, 0)).toArray()).containsExactly(9, 2, Float.NaN, 1);
    assertThat(Evaluator.evaluate(new Min(), vector(1, 3, Float.NaN), vector(2)).toArray()).containsExactly(1, 2, Float.NaN);
    assertThat(Evaluator.evaluate(new Max(), vector(1, 3, 0), vector(2, 2, Float.NaN)).toArray()).containsExactly(2, 3, Float.NaN);
  }

  @Test
  void theOrderOfRepeatedOperandsCounts() {
    Tensor column = Tensor.of(Shape.of(2, 1), 10, 20);
    assertThat(Evaluator.evaluate(new Sub(), column, vector(1, 2)).toArray()).containsExactly(9, 8, 19, 18);
    assertThat(Evaluator.evaluate(new Sub(), vector(1, 2), column).toArray()).containsExactly(-9, -8, -19, -18);
  }

  @Test
  void aChannelOperandRepeatsOverTheMap() {
    Tensor scale = Tensor.of(Shape.of(1, 2, 1, 1), 10, 100);
    assertThat(Evaluator.evaluate(new Mul(), counting(2, 2, 1, 2), scale).toArray()).containsExactly(10, 20, 300, 400, 50, 60, 700, 800);
  }

  @Test
  void bothOperandsMayRepeat() {
    Tensor column = Tensor.of(Shape.of(2, 1), 10, 20);
    assertThat(Evaluator.evaluate(new Add(), column, vector(1, 2, 3)).toArray()).containsExactly(11, 12, 13, 21, 22, 23);
    Tensor y = Evaluator.evaluate(new Add(), vector(5), counting(2, 1, 2));
    assertThat(y.shape()).isEqualTo(Shape.of(2, 1, 2));
    assertThat(y.toArray()).containsExactly(6, 7, 8, 9);
  }

  @Test
  void scalarsHaveNoAxes() {
    Tensor three = Tensor.of(Shape.of(), 3);
    assertThat(Evaluator.evaluate(new Mul(), three, three).toArray()).containsExactly(9);
    assertThat(Evaluator.evaluate(new Mul(), counting(2, 2), three).toArray()).containsExactly(3, 6, 9, 12);
  }
}
