package netc.eval;

import static netc.eval.Samples.counting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import netc.ir.eval.Evaluator;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;

class ReductionTest {
  @Test
  void eachAxisCanBeReduced() {
    assertThat(Evaluator.evaluate(new ReduceSum(List.of(0), true), counting(2, 3)).toArray()).containsExactly(5, 7, 9);
    assertThat(Evaluator.evaluate(new ReduceSum(List.of(1), true), counting(2, 3)).toArray()).containsExactly(6, 15);
    assertThat(Evaluator.evaluate(new ReduceMean(List.of(1), true), counting(2, 2, 2)).toArray()).containsExactly(2, 3, 6, 7);
    assertThat(Evaluator.evaluate(new ReduceMax(List.of(1), true), counting(2, 2, 2)).toArray()).containsExactly(3, 4, 7, 8);
  }

  @Test
  void severalAxesAreReducedAtOnceInAnyOrder() {
    Tensor x = counting(2, 3, 2, 2);
    assertThat(Evaluator.evaluate(new ReduceMean(List.of(3, 2), true), x)).isEqualTo(Evaluator.evaluate(new GlobalAvgPool(), x));
    assertThat(new ReduceMean(List.of(3, 2), true)).isEqualTo(new ReduceMean(List.of(2, 3), true));
    assertThat(Evaluator.evaluate(new ReduceSum(List.of(0, 2), false), counting(2, 2, 2)).toArray()).containsExactly(14, 22);
    assertThat(Evaluator.evaluate(new ReduceSum(List.of(0, 1), false), counting(2, 3)).toArray()).containsExactly(21);
  }

  @Test
  void reducedAxesStayOrGo() {
    assertThat(Evaluator.evaluate(new ReduceSum(List.of(0, 2), true), counting(2, 3, 4)).shape()).isEqualTo(Shape.of(1, 3, 1));
    assertThat(Evaluator.evaluate(new ReduceSum(List.of(0, 2), false), counting(2, 3, 4)).shape()).isEqualTo(Shape.of(3));
    assertThat(Evaluator.evaluate(new ReduceSum(List.of(0, 1), false), counting(2, 3)).shape()).isEqualTo(Shape.of());
  }

  @Test
  void aNaNIsTheLargest() {
    assertThat(Evaluator.evaluate(new ReduceMax(List.of(0), true), Samples.vector(-2, Float.NaN, 1)).toArray()).containsExactly(Float.NaN);
    assertThat(Evaluator.evaluate(new ReduceMax(List.of(0), true), Samples.vector(-2, -3)).toArray()).containsExactly(-2);
  }

  @Test
  void axesThatAreNotThereAreRefused() {
    assertRefused(List.of(2), "reduce_mean: axis 2 is no known dimension of operand f32[2, 3]");
    assertRefused(List.of(-1), "reduce_mean: axis -1 is no known dimension");
    assertRefused(List.of(), "reduce_mean: axes [] do not name one axis or more");
    assertRefused(List.of(1, 1), "reduce_mean: axes [1, 1] do not name one axis or more, each once");
  }

  private static void assertRefused(List<Integer> axes, String message) {
    assertThatThrownBy(() -> Evaluator.evaluate(new ReduceMean(axes, true), counting(2, 3)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
  }
}
