package netc.eval;

import static netc.eval.Samples.counting;
import static netc.eval.Samples.elements;
import static netc.eval.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Value;
import netc.ir.eval.Evaluator;
import netc.ir.op.Add;
import netc.ir.op.Constant;
import netc.ir.op.Input;
import netc.ir.op.Mul;
import netc.ir.op.Relu;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private final GraphBuilder b = new GraphBuilder("test");
  private final Value x = b.input("x", TensorType.f32(2));
  private final Value doubled = b.add(new Mul(), x, b.weight("two", vector(2)));
  private final Value sum = b.add(new Add(), doubled, x);

  private Graph graph() {
    b.output("z", sum);
    b.output("a", x);
    return b.build();
  }

  @Test
  void outputsComeByNameInOrder() {
    Map<String, Tensor> outputs = Evaluator.evaluate(graph(), Map.of("x", counting(2)));
    assertThat(outputs.keySet()).containsExactly("z", "a");
    assertThat(elements(outputs, "z")).containsExactly(3, 6);
    assertThat(elements(outputs, "a")).containsExactly(1, 2);
  }

  @Test
  void anyValueCanBeAskedFor() {
    Map<Value, Tensor> values = Evaluator.evaluate(graph(), Map.of("x", counting(2)), List.of(doubled));
    assertThat(values.keySet()).containsExactly(doubled);
    assertThat(elements(values, doubled)).containsExactly(2, 4);
  }

  @Test
  void inputsMustBeThereAndFit() {
    Graph graph = graph();
    assertThatThrownBy(() -> Evaluator.evaluate(graph, Map.of("y", counting(2))))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("no input x among [y]");
    assertThatThrownBy(() -> Evaluator.evaluate(graph, Map.of("x", counting(3))))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("input x is f32[3], expected f32[2]");
  }

  @Test
  void aSymbolicGraphIsRefusedUntilItIsBound() {
    var symbolic = new GraphBuilder("symbolic");
    symbolic.output("y", symbolic.add(new Relu(), symbolic.input("x", TensorType.f32(new Shape(List.of(Dim.symbol("N"), Dim.of(2)))))));
    Graph graph = symbolic.build();
    Map<String, Tensor> inputs = Map.of("x", counting(1, 2));
    assertThatThrownBy(() -> Evaluator.evaluate(graph, inputs)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("f32[N, 2]");
    assertThat(elements(Evaluator.evaluate(graph.bind(Map.of("N", 1L)), inputs), "y")).containsExactly(1, 2);
  }

  @Test
  void leavesAreTheirTensorOrNothing() {
    assertThat(Evaluator.evaluate(new Constant(counting(2))).toArray()).containsExactly(1, 2);
    assertThatThrownBy(() -> Evaluator.evaluate(new Input(TensorType.f32(2)))).isInstanceOf(IllegalArgumentException.class);
  }
}
