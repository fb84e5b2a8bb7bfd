package netc.eval;

import static netc.eval.Samples.counting;
import static netc.eval.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import netc.ir.eval.Evaluator;
import netc.ir.op.BatchNorm;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Lrn;
import netc.ir.op.Softmax;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;

class NormalizationTest {
  @Test
  void batchNormScalesEachChannel() {
    Tensor gamma = vector(2, 3);
    Tensor beta = vector(10, 20);
    Tensor mean = vector(1, 2);
    Tensor variance = vector(3.75f, 15.75f);
    Tensor y = Evaluator.evaluate(new BatchNorm(0.25), counting(1, 2, 1, 2), gamma, beta, mean, variance);
    assertThat(y.toArray()).containsExactly(10, 11, 20.75f, 21.5f);
    Tensor rows = Evaluator.evaluate(new BatchNorm(0.25), counting(2, 2), gamma, beta, mean, variance);
    assertThat(rows.toArray()).containsExactly(10, 20, 12, 21.5f);
  }

  /** With beta = 1 and alpha = size the divisor is 1 plus the window's sum of squares; of an even size, the larger half comes after. */
  @Test
  void lrnDividesByTheChannelsAround() {
    Tensor x = Tensor.of(Shape.of(2, 3, 1, 1), 1, 2, 3, 4, 0, 0);
    assertThat(Evaluator.evaluate(new Lrn(3, 3, 1, 1), x).toArray()).containsExactly(1 / 6f, 2 / 15f, 3 / 14f, 4 / 17f, 0, 0);
    assertThat(Evaluator.evaluate(new Lrn(2, 2, 1, 1), x).toArray()).containsExactly(1 / 6f, 2 / 14f, 3 / 10f, 4 / 17f, 0, 0);
    assertThat(Evaluator.evaluate(new Lrn(9, 9, 1, 2), x).toArray()).containsExactly(1 / 16f, 2 / 16f, 3 / 16f, 4 / 18f, 0, 0);
    assertThat(Evaluator.evaluate(new Lrn(1, 1, 0.5, 0), Tensor.of(Shape.of(1, 1, 1, 1), -4)).toArray()).containsExactly(-1);
  }

  @Test
  void softmaxSumsToOneAlongItsAxis() {
    float logOfTwo = (float) Math.log(2);
    Tensor x = Tensor.of(Shape.of(1, 2, 2), 1000, 0, 1000, logOfTwo);
    assertThat(Evaluator.evaluate(new Softmax(1), x).toArray()).containsExactly(0.5f, 1 / 3f, 0.5f, 2 / 3f);
    assertThat(Evaluator.evaluate(new Softmax(2), x).toArray()).containsExactly(1, 0, 1, 0);
  }

  @Test
  void layerNormStandardizesEachLineAlongItsAxis() {
    Tensor x = Tensor.of(Shape.of(1, 2, 1, 2), 1, 10, 5, 30);
    Tensor along1 = Evaluator.evaluate(new LayerNorm(1, 0), x, Samples.vector(1, 2), Samples.vector(0.5f, 0));
    assertThat(along1.toArray()).containsExactly(-0.5f, -0.5f, 2, 2);
    Tensor along3 = Evaluator.evaluate(new LayerNorm(3, 0), x, Samples.vector(1, 2), Samples.vector(0.5f, 0));
    assertThat(along3.toArray()).containsExactly(-0.5f, 2, -0.5f, 2);
    Tensor shrunk = Evaluator.evaluate(new LayerNorm(1, 12), x, Samples.vector(1, 1), Samples.vector(0, 0));
    assertThat(shrunk.toArray()).containsExactly(-0.5f, (float) (-10 / Math.sqrt(112)), 0.5f, (float) (10 / Math.sqrt(112)));
  }

  @Test
  void instanceNormStandardizesEachMap() {
    Tensor x = Tensor.of(Shape.of(2, 2, 1, 2), 1, 5, 10, 30, 2, 4, 0, 0);
    Tensor y = Evaluator.evaluate(new InstanceNorm(0), Tensor.of(Shape.of(1, 2, 1, 2), 1, 5, 10, 30), Samples.vector(1, 2),
        Samples.vector(0.5f, 0));
    assertThat(y.toArray()).containsExactly(-0.5f, 1.5f, -2, 2);
    Tensor z = Evaluator.evaluate(new InstanceNorm(3), x, Samples.vector(1, 2), Samples.vector(0, 7));
    assertThat(z.toArray()).startsWith((float) (-2 / Math.sqrt(7))).endsWith(-0.5f, 0.5f, 7, 7);
  }

  @Test
  void normalizationsByOwnStatisticsCheckTheirParameters() {
    Tensor x = Samples.counting(1, 2, 3, 4);
    assertThatThrownBy(() -> Evaluator.evaluate(new LayerNorm(3, 0), x, Samples.counting(2), Samples.counting(4)))
        .hasMessageContaining("layer_norm: input has 4 elements along axis 3, gamma is f32[2]");
    assertThatThrownBy(() -> Evaluator.evaluate(new LayerNorm(0, 0), x, Samples.counting(1), Samples.counting(1)))
        .hasMessageContaining("layer_norm: axis = 0 is outside of 1 … 3");
    assertThatThrownBy(() -> Evaluator.evaluate(new InstanceNorm(-1), x, Samples.counting(2), Samples.counting(2)))
        .hasMessageContaining("instance_norm: epsilon = -1.0 is negative");
    assertThatThrownBy(() -> Evaluator.evaluate(new InstanceNorm(0), x, Samples.counting(2), Samples.counting(3)))
        .hasMessageContaining("instance_norm: input has 2 channels, beta is f32[3]");
  }
}
