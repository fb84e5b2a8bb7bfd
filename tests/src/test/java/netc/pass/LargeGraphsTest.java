package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Constant;
import netc.ir.op.Conv2d;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import netc.pass.Pipelines.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Graphs of 100,000 nodes take seconds; passes that were quadratic would take hours, passes that recurse would overflow the stack. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LargeGraphsTest {
  private static final int LENGTH = 100_000;
  private static final TensorType IMAGE = TensorType.f32(1, 2, 3, 3);

  private final GraphBuilder builder = new GraphBuilder("large");
  private final Value input = builder.input("x", IMAGE);

  @Test
  void aChainOfActivationsAndSums() {
    Value last = input;
    for (int i = 0; i < LENGTH; i++) {
      last = switch (i % 3) {
        case 0 -> builder.add(new LeakyRelu(1), last);
        case 1 -> builder.add(new Relu(), last);
        default -> builder.add(new Add(), last, input);
      };
    }
    Graph after = optimized(last);
    assertThat(after.operations()).hasSize(LENGTH - (LENGTH + 2) / 3);
  }

  @Test
  void aChainOfConvolutionsThatBecomesOne() {
    Value last = input;
    TensorType type = TensorType.f32(2, 2, 1, 1);
    for (int i = 0; i < LENGTH; i++) {
      Value weight = builder.weight("w" + i, Tensor.initial(type, new Init.Uniform(-1, 1), "w" + i, 0));
      last = builder.add(Conv2d.plain(), last, weight);
    }
    Graph after = optimized(last);
    assertThat(after.operations()).hasSize(1);
    assertThat(after.weights()).singleElement().satisfies(weight -> assertThat(((Constant) weight.op()).tensor().isFinite()).isTrue());
  }

  @Test
  void aChainOfOperationsOnWeights() {
    // the sigmoid has one fixed point, which its iteration reaches
    Value last = builder.weight("w", Tensor.of(Shape.of(1, 2, 1, 1), 1, -2));
    for (int i = 0; i < LENGTH; i++) {
      last = builder.add(new Sigmoid(), last);
    }
    Graph after = optimized(builder.add(new Add(), input, last));
    assertThat(after.operations()).hasSize(1);
    assertThat(after.weights()).singleElement()
        .satisfies(weight -> assertThat(((Constant) weight.op()).tensor().toArray()).containsExactly(0.65904605f, 0.65904605f));
  }

  @Test
  void aDeadChainAndEqualChains() {
    Value dead = input;
    Value sum = input;
    for (int i = 0; i < LENGTH; i++) {
      dead = builder.add(new Relu(), dead);
    }
    for (int i = 0; i < LENGTH; i++) {
      sum = builder.add(new Add(), sum, builder.add(new Sigmoid(), input));
    }
    Graph after = optimized(sum);
    assertThat(after.operations()).hasSize(LENGTH + 1);
  }

  @Test
  void weightsOfOneShape() {
    Value sum = input;
    for (int i = 0; i < LENGTH; i++) {
      Value weight = builder.weight("w", Tensor.of(Shape.of(2, 1, 1), i, i % 7 + 0.5f));
      sum = builder.add(new Relu(), builder.add(new Add(), sum, weight)); // so that the sums do not become one
    }
    assertThat(optimized(sum).weights()).hasSize(LENGTH);
  }

  private Graph optimized(Value output) {
    builder.output("y", output);
    return Runs.run(builder.build(), Level.O1).after();
  }
}
