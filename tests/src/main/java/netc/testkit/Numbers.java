package netc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.eval.Evaluator;
import netc.ir.op.Conv2d;
import netc.ir.op.Input;
import netc.ir.op.Linear;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.pass.Exactness;

/** Compares what two graphs compute, under the reference evaluator. */
public final class Numbers {
  /** The rounding of one {@code f32} operation. */
  private static final double UNIT = 0x1p-24;

  private Numbers() {}

  /** The graphs give bitwise the same outputs. */
  static void assertIdentical(Graph before, Graph after, Map<String, Tensor> inputs) {
    Map<String, Tensor> expected = Evaluator.evaluate(before, inputs);
    Map<String, Tensor> actual = Evaluator.evaluate(after, inputs);
    expected.forEach((name, tensor) -> {
      float[] left = tensor.toArray();
      float[] right = find(actual, name).toArray();
      for (int i = 0; i < left.length; i++) {
        if (left[i] != right[i] && !(Float.isNaN(left[i]) && Float.isNaN(right[i]))) {
          throw new AssertionError(
              "output " + name + " differs at " + i + ": " + left[i] + " before, " + right[i] + " after\n" + before + "=>\n" + after);
        }
      }
    });
  }

  /**
   * The graphs give the same outputs on signed random inputs: bitwise if {@code exactness} says so, else within what rounding explains. Each output
   * may be off by the unit roundoff times the largest output, times the longest sum in either graph, times the number of ops that round.
   */
  public static void assertSame(Graph before, Graph after, Exactness exactness) {
    Map<String, Tensor> inputs = randomInputs(before);
    if (exactness == Exactness.EXACT) {
      assertIdentical(before, after, inputs);
      return;
    }
    Map<String, Tensor> expected = Evaluator.evaluate(before, inputs);
    Map<String, Tensor> actual = Evaluator.evaluate(after, inputs);
    double units =
        8.0 + Math.sqrt((double) Math.max(longestSum(before), longestSum(after))) * (double) Math.max(1, before.operations().count());
    expected.forEach((name, tensor) -> {
      float[] left = tensor.toArray();
      float[] right = find(actual, name).toArray();
      double largest = 0;
      double worst = 0;
      for (int i = 0; i < left.length; i++) {
        assertThat(Float.isNaN(right[i])).as("output %s at %s is NaN", name, i).isEqualTo(Float.isNaN(left[i]));
        if (!Float.isNaN(left[i])) {
          largest = Math.max(largest, Math.abs(left[i]));
          worst = Math.max(worst, Math.abs((double) left[i] - right[i]));
        }
      }
      assertThat(worst).as("output %s, largest %s", name, largest).isLessThanOrEqualTo(units * UNIT * largest);
    });
  }

  private static Tensor find(Map<String, Tensor> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), () -> "no output " + name);
  }

  /** Signed random tensors for a graph's inputs. */
  public static Map<String, Tensor> randomInputs(Graph graph) {
    Map<String, Tensor> inputs = new HashMap<>();
    for (Node node : graph.inputs()) {
      if (node.op() instanceof Input(TensorType type, _)) {
        inputs.put(node.name(), Tensor.initial(type, new Init.Uniform(-1.7, 1.7), node.name(), 1));
      }
    }
    return inputs;
  }

  private static long longestSum(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Conv2d || node.op() instanceof Linear)
        .mapToLong(node -> node.operand(1).type().shape().elementsFrom(1))
        .max()
        .orElse(1);
  }
}
