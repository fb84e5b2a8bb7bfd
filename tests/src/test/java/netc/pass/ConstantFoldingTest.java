package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Structure;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Constant;
import netc.ir.op.Relu;
import netc.ir.op.Split;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Reason;
import netc.testkit.Numbers;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;

class ConstantFoldingTest {
  private static final Pass PASS = new ConstantFolding();

  private static final String SUMS = """
      net n {
        input x: f32[1, 4, 3, 3]
        weight v: f32[4, 1, 1] = [1, 2, 3, 4]
        weight w: f32[4, 1, 1] = [1, -2, 3, 5]
        a = relu(w)
        b = add(v, a)
        c, d = split(b, sizes = [1, 3], axis = 0)
        e = concat(d, c, axis = 0)
        f = mul(x, e)
        output y = f
        output z = c
      }
      """;

  @Test
  void computesOperationsOnWeightsWhenTheyAreNeeded() {
    Graph graph = Texts.parse(SUMS);
    Report report = Runs.run(graph, PASS);
    Graph after = report.after();
    assertThat(Structure.difference(after, Texts.parse("""
        net n {
          input x: f32[1, 4, 3, 3]
          weight e: f32[4, 1, 1]
          weight c: f32[1, 1, 1]
          f = mul(x, e)
          output y = f
          output z = c
        }
        """))).isEmpty();
    assertThat(Runs.passed(report)).containsExactly("relu a", "add b", "split c", "concat e");
    List<Constant> weights = after.weights().stream().map(node -> (Constant) node.op()).toList();
    assertThat(weights).noneMatch(weight -> weight.tensor().isMaterialized());
    Numbers.assertSame(graph, after, Exactness.EXACT);
    assertThat(weights).anySatisfy(weight -> assertThat(weight.tensor().toArray()).containsExactly(2, 6, 9, 2));
  }

  /** A part computed by an evaluation of its own would make this quadratic in the number of parts, and each part would have another number. */
  @Test
  void evaluatesAnOpOfManyResultsOnce() {
    int parts = 4;
    var builder = new GraphBuilder("parts");
    Value weight = builder.weight("w", counting(TensorType.f32(parts, 1)));
    Node split = builder.add(new Split(Collections.nCopies(parts, 1), 0), List.of(weight), List.of("part"),
        new Origin.Source("part", Optional.empty()));
    Value sum = builder.input("x", TensorType.f32(1, 1));
    for (Value part : split.results()) {
      sum = builder.add(new Add(), sum, part);
    }
    builder.output("y", sum);
    Graph after = Runs.run(builder.build(), PASS).after();
    assertThat(after.weights()).hasSize(parts).allSatisfy(part -> assertThat(first(part)).isEqualTo(1));
  }

  /** What is read once is not kept, so what it was computed from is read again, and has another number by then. */
  @Test
  void keepsNoResultForOneReader() {
    var builder = new GraphBuilder("one");
    Value weight = builder.weight("w", counting(TensorType.f32(1, 1)));
    builder.output("y", builder.add(new Add(), builder.input("x", TensorType.f32(1, 1)), builder.add(new Relu(), weight)));
    Node folded = Runs.run(builder.build(), PASS).after().weights().getFirst();
    assertThat(first(folded)).isEqualTo(1);
    assertThat(first(folded)).isEqualTo(2);
  }

  /** Elements that say how often they were made. */
  private static Tensor counting(TensorType type) {
    var times = new AtomicInteger();
    return Tensor.computed(type, "times", List.of(), () -> {
      float[] elements = new float[Math.toIntExact(type.shape().elements())];
      Arrays.fill(elements, times.incrementAndGet());
      return elements;
    });
  }

  private static float first(Node weight) {
    return ((Constant) weight.op()).tensor().once().getAtIndex(Tensor.FLOAT, 0);
  }

  /** What a run declined because the model had grown enough, another run declines as well. */
  @Test
  void theLimitIsNotRenewed() {
    Graph graph = Texts.parse("""
        net n {
          input x: f32[400, 400]
          weight v: f32[400, 1]
          weight w: f32[1, 400]
          output a = x + (v + w)
          output b = x + (v * w)
        }
        """);
    Graph once = Runs.run(graph, PASS).after();
    assertThat(once.operations()).hasSize(3);
    assertThat(Runs.run(once, PASS).after()).isSameAs(once);
  }

  @Test
  void keepsAnOperationWhoseResultIsMuchLarger() {
    Graph graph = Texts.parse("""
        net n {
          input x: f32[1, 4, 3, 3]
          weight v: f32[1000, 1]
          weight w: f32[1, 1000]
          a = add(v, w)
          b = add(v, v)
          output y = a
          output z = b
          output u = x
        }
        """);
    Report report = Runs.run(graph, PASS);
    assertThat(Runs.passed(report)).containsExactly("add b");
    assertThat(Runs.missed(report, Reason.NOT_PROFITABLE)).singleElement().satisfies(remark -> {
      assertThat(remark.node()).isEqualTo("add a");
      assertThat(remark.outcome()).hasToString(
          "Missed[reason=NOT_PROFITABLE, detail=add a would add 999,000 elements of weights, 262,394 are left to add]");
    });
  }

  @Test
  void returnsAGraphWithNothingToFoldAsItIs() {
    Graph graph = Texts.parse("""
        net n {
          input x: f32[1, 4]
          weight w: f32[1, 4]
          a = add(x, w)
          output y = a
          output z = w
        }
        """);
    assertThat(Runs.run(graph, PASS).after()).isSameAs(graph);
  }
}
