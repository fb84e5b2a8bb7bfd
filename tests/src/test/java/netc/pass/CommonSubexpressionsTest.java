package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Structure;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Constant;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import netc.testkit.Numbers;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;

class CommonSubexpressionsTest {
  private static final Pass PASS = new CommonSubexpressions();

  @Test
  void computesEqualOperationsOnce() {
    Report report = assertBecomes("""
        net n {
          input x: f32[1, 4, 3, 3]
          a = relu(x)
          b = relu(x)
          c, d = split(a, sizes = [1, 3])
          e, f = split(b, sizes = [1, 3])
          g = concat(f, c)
          h = concat(d, e)
          i = add(g, h)
          output y = i
          output z = h
        }
        """, """
        net n {
          input x: f32[1, 4, 3, 3]
          a = relu(x)
          c, d = split(a, sizes = [1, 3])
          g = concat(d, c)
          i = add(g, g)
          output y = i
          output z = g
        }
        """);
    assertThat(Runs.passed(report)).containsExactly("relu b", "split e", "concat h");
  }

  @Test
  void computesOnceWhatCommutes() {
    assertBecomes("""
        net n {
          input x: f32[1, 4, 3, 3]
          a = relu(x)
          output y = (x + a) * (a + x)
          output z = max(x, a) - max(a, x)
          output w = (x - a) * (a - x)
        }
        """, """
        net n {
          input x: f32[1, 4, 3, 3]
          a = relu(x)
          s = x + a
          m = max(x, a)
          output y = s * s
          output z = m - m
          output w = (x - a) * (a - x)
        }
        """);
  }

  @Test
  void storesEqualWeightsOnce() {
    assertBecomes("""
        net n {
          input x: f32[1, 4, 3, 3]
          weight v: f32[4, 1, 1] = [1, 2, 3, 4]
          weight w: f32[4, 1, 1] = [1, 2, 3, 4]
          weight u: f32[4, 1, 1] = [1, 2, 3, 5]
          weight p: f32[2, 4, 1, 1]
          weight q: f32[2, 4, 1, 1] = uniform(-1.0, 1.0, name = "p")
          a = mul(x, v)
          b = mul(x, w)
          c = mul(x, u)
          d = add(a, b)
          e = add(d, c)
          f = conv2d(e, p)
          g = conv2d(e, q)
          output y = f
          output z = g
        }
        """, """
        net n {
          input x: f32[1, 4, 3, 3]
          weight v: f32[4, 1, 1]
          weight u: f32[4, 1, 1]
          weight p: f32[2, 4, 1, 1]
          weight q: f32[2, 4, 1, 1]
          a = mul(x, v)
          c = mul(x, u)
          d = add(a, a)
          e = add(d, c)
          f = conv2d(e, p)
          g = conv2d(e, q)
          output y = f
          output z = g
        }
        """);
  }

  /** All equal where samples of them are taken. Fingerprints that differ are all that saves comparing each with each. */
  @Test
  void tellsWeightsApartThatDifferInFewElements() {
    int count = 1_000;
    int length = 1_024;
    var builder = new GraphBuilder("many");
    Value sum = builder.input("x", TensorType.f32(1, length));
    for (int i = 0; i < count; i++) {
      float[] elements = new float[length];
      elements[1022] = Math.floorDiv(i, 2);
      sum = builder.add(new Add(), sum, builder.weight("w", Tensor.of(Shape.of(1, length), elements)));
    }
    builder.output("y", sum);
    Graph graph = builder.build();
    var fingerprints = new Fingerprints(graph);
    assertThat(graph.weights().stream().map(weight -> fingerprints.of(((Constant) weight.op()).tensor())).distinct()).hasSize(count / 2);
    assertThat(Runs.run(graph, PASS).after().weights()).hasSize(count / 2);
  }

  @Test
  void keepsInputsAndWhatDiffers() {
    Graph graph = Texts.parse("""
        net n {
          input x: f32[1, 4]
          input y: f32[1, 4]
          a = relu(x)
          b = relu(y)
          c = leaky_relu(x, slope = 0.5)
          d = leaky_relu(x, slope = 0.25)
          output o = concat(a, b, c, d)
        }
        """);
    assertThat(Runs.run(graph, PASS).after()).isSameAs(graph);
  }

  private static Report assertBecomes(String before, String after) {
    Graph graph = Texts.parse(before);
    Report report = Runs.run(graph, PASS);
    assertThat(Structure.difference(report.after(), Texts.parse(after))).as("got\n%s", report.after()).isEmpty();
    Numbers.assertSame(graph, report.after(), Exactness.EXACT);
    assertThat(Runs.run(report.after(), PASS).after()).isSameAs(report.after());
    return report;
  }
}
