package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import netc.ir.Graph;
import netc.ir.Rewriter;
import netc.ir.op.Op;
import netc.ir.op.Relu;
import netc.ir.op.Tanh;
import netc.pass.Pipelines.Level;
import netc.testkit.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A level leaves nothing to do: run again, it gives the very same graph. */
class FixpointTest {
  private static final int GRAPHS = 400;

  private static final String INPUT = "net n { input x: f32[1, 3, 6, 6]\n";

  @Test
  void equalLayersBehindADropout() {
    assertOperations(Level.O1, """
        weight w: f32[4, 3, 3, 3]
        a = relu(conv2d(dropout(x, rate = 0.5), w))
        b = relu(conv2d(x, w))
        output y = a + b }
        """, "conv2d", "relu", "add");
  }

  @Test
  void normalizationOfASumOfConvolutions() {
    assertOperations(Level.O1, "output y = (conv(x, 4, 3, pad = 1) + conv(x, 4, 1)) -> bn }", "conv2d");
  }

  @Test
  void normalizationOfWhatWasComposed() {
    assertOperations(Level.O2, "output y = x -> conv(8, 1) -> conv(4, 3) -> bn -> conv(4, 1) -> bn }", "conv2d");
  }

  @Test
  void joinsOfWhatNothingUses() {
    assertOperations(Level.O2, """
        a = x -> conv(4, 3) -> relu
        b = x -> conv(8, 3) -> tanh
        c = x -> conv(16, 3) -> sigmoid
        p, q = concat(a, b, c) -> split([4, 24])
        output y = p }
        """, "conv2d", "relu");
  }

  @ParameterizedTest
  @EnumSource(value = Level.class, names = {"O1", "O2", "O3"})
  void randomGraphs(Level level) {
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = BranchedGraphs.graph(seed);
      Report report = assertSettled(graph, level, "seed " + seed);
      if (seed % 8 == 0) {
        Numbers.assertSame(graph, report.after(), Exactness.ROUNDING);
      }
    }
  }

  /** They also compute the same, with no more operations. */
  @ParameterizedTest
  @EnumSource(value = Level.class, names = {"O1", "O2"})
  void randomChains(Level level) {
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = ChainedGraphs.graph(seed);
      Report report = assertSettled(graph, level, "seed " + seed);
      assertThat(report.after().operations().count()).as("seed %s", seed).isLessThanOrEqualTo(graph.operations().count());
      Numbers.assertSame(graph, report.after(), Exactness.ROUNDING);
    }
  }

  static Stream<String> models() {
    return Models.names();
  }

  @ParameterizedTest
  @MethodSource("models")
  void models(String model) {
    Graph graph = Models.graph(model, Map.of());
    assertSettled(graph, Level.O1, model);
    assertSettled(graph, Level.O2, model);
  }

  /** Passes that take turns for ever, as a user's rule may with one of netc's. */
  @Test
  void roundsEnd() {
    List<Pass> turns = List.of(new Turn("there", new Relu(), new Tanh()), new Turn("back", new Tanh(), new Relu()),
        new Turn("there-again", new Relu(), new Tanh()));
    Graph graph = Models.parse(INPUT + "output y = relu(x) }", Map.of());
    Report report = new PassManager(turns, Exactness.ROUNDING, List.of(), 5).run(graph);
    assertThat(report.settled()).isFalse();
    assertThat(report.rounds()).isEqualTo(5);
    assertThat(operations(report.after())).containsExactly("tanh");
  }

  /** What a pass left unchanged is not looked at again: two rounds of a level that finds nothing cost one. */
  @Test
  void aPassIsNotRunAgainOnTheGraphThatItLeft() {
    Report report = Runs.run(Models.parse(INPUT + "output y = relu(x) }", Map.of()), Level.O1);
    assertThat(report.passes()).extracting(Report.PassRun::name).doesNotHaveDuplicates();
    assertThat(report.rounds()).isEqualTo(1);
    assertThat(report.settled()).isTrue();
  }

  /** Puts one op in another's place. */
  private record Turn(String name, Op from, Op to) implements Pass {
    @Override
    public String summary() {
      return from.name() + " becomes " + to.name();
    }

    @Override
    public Graph run(Graph graph, PassContext context) {
      var out = new Rewriter(graph);
      graph.operations().filter(node -> node.op().equals(from)).forEach(node -> out.replace(node, out.add(to, node.operand(0))));
      return out.finish();
    }
  }

  private static void assertOperations(Level level, String body, String... ops) {
    Graph graph = Models.parse(INPUT + body, Map.of());
    Report report = assertSettled(graph, level, body);
    assertThat(operations(report.after())).containsExactlyInAnyOrder(ops);
    Numbers.assertSame(graph, report.after(), Exactness.ROUNDING);
  }

  private static List<String> operations(Graph graph) {
    return graph.operations().map(node -> node.op().name()).toList();
  }

  private static Report assertSettled(Graph graph, Level level, String what) {
    Report report = Runs.run(graph, level);
    Report again = Runs.run(report.after(), level);
    assertThat(again.totals()).as("%s: what a second run does; the first: %s", what, report.passes()).isEmpty();
    assertThat(again.after()).as(what).isSameAs(report.after());
    assertThat(report.settled()).as(what).isTrue();
    return report;
  }
}
