package netc.rule.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.Structure;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Pass;
import netc.pass.PassManager;
import netc.pass.Pipelines;
import netc.pass.Report;
import netc.testkit.Numbers;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three forms of a ResNeXt block (arXiv 1611.05431, figure 3), from each to each, and blocks that stay as they are. */
class BranchFormsTest {
  /** A residual block of three paths of width 2 in the form that {@code %s} says, after a stem, with normalization everywhere. */
  @SuppressWarnings("InlineFormatString") // the text is the test's subject, not a message
  private static final String BLOCK = """
      block path(x, width) {
        return x -> conv(width, 1, bias = false) -> bn -> relu -> conv(width, 3, stride = 2, pad = 1, bias = false) -> bn -> relu
      }

      block paths(x, form) {
        ends = []
        for i in 0..3 {
          p = x -> path(2)
          ends = ends + [if form == "a" { p -> conv(5, 1, bias = false) } else { p }]
        }
        return if form == "a" { sum(ends) } else { concat(ends) -> conv(5, 1, bias = false) }
      }

      block grouped(x) {
        return x -> conv(6, 1, bias = false) -> bn -> relu -> conv(6, 3, stride = 2, pad = 1, groups = 3, bias = false) -> bn -> relu
          -> conv(5, 1, bias = false)
      }

      net forms(form = "%s") {
        input image: f32[2, 3, 7, 6]
        x = image -> conv(4, 3, pad = 1, bias = false) -> bn -> relu
        branch = if form == "c" { x -> grouped } else { x -> paths(form) }
        short = x -> conv(5, 1, stride = 2, bias = false) -> bn
        output y = relu(bn(branch) + short)
      }
      """;

  private static Graph form(String form) {
    return Texts.parse(BLOCK.formatted(form));
  }

  private static Report run(Graph graph, String... passes) {
    List<Pass> named = Arrays.stream(passes).map(name -> Pipelines.named(name).orElseThrow()).toList();
    return new PassManager(named, Exactness.ROUNDING, List.of()).run(graph);
  }

  private static Graph optimized(Graph graph) {
    return new PassManager(Pipelines.of(Pipelines.Level.O2), Exactness.ROUNDING, List.of(), Pipelines.rounds(Pipelines.Level.O2)).run(graph)
        .after();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void mergingGivesTheGroupedForm(String form) {
    Graph graph = form(form);
    Graph merged = run(graph, "merge-branches").after();
    assertThat(Structure.difference(merged, form("c"))).isEmpty();
    assertThat(Statistics.of(merged)).isEqualTo(Statistics.of(form("c")));
    Numbers.assertSame(graph, merged, Exactness.ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void theDefaultLevelGivesTheGroupedFormWithoutNormalization(String form) {
    Graph graph = form(form);
    Graph optimized = optimized(graph);
    assertThat(Structure.difference(optimized, optimized(form("c")))).isEmpty();
    assertThat(Statistics.of(optimized).ops()).isEqualTo(Map.of("conv2d", 5, "relu", 4, "add", 1));
    Numbers.assertSame(graph, optimized, Exactness.ROUNDING);
  }

  @Test
  void splittingGivesTheConcatenatedThenTheSummedForm() {
    Graph graph = form("c");
    Graph concatenated = run(graph, "split-groups").after();
    assertThat(Structure.difference(concatenated, form("b"))).isEmpty();
    Numbers.assertSame(graph, concatenated, Exactness.EXACT);
    Graph summed = run(concatenated, "split-convolutions").after();
    assertThat(Structure.difference(summed, form("a"))).isEmpty();
    Numbers.assertSame(graph, summed, Exactness.ROUNDING);
    assertThat(Structure.difference(run(summed, "merge-branches").after(), graph)).isEmpty();
  }

  @Test
  void aProjectionDoesNotTakePartWhenItLooksLikeAPath() {
    String text = """
        net t {
          input image: f32[1, 4, 3, 3]
          x = relu(image)
          a = x -> conv(2, 1) -> relu -> conv(4, 1)
          b = x -> conv(2, 1) -> relu -> conv(4, 1)
          output y = a + b + conv(x, 4, 1)
        }
        """;
    Graph merged = run(Texts.parse(text), "merge-branches").after();
    assertThat(Statistics.of(merged).ops()).isEqualTo(Map.of("conv2d", 3, "relu", 2, "add", 1));
    Numbers.assertSame(Texts.parse(text), merged, Exactness.ROUNDING);
  }

  @Test
  void nestedConcatsOfInceptionBecomeOneWithItsNeighboursMerged() {
    Graph graph = Texts.parse("""
        net t {
          input x: f32[1, 3, 4, 4]
          left = concat(x -> conv(2, 1) -> relu, x -> conv(3, 1) -> relu)
          right = x -> conv(2, 1) -> relu -> conv(3, 3, pad = 1) -> relu
          output y = concat(left, x -> conv(1, 1) -> relu, right, x -> maxpool(3, stride = 1, pad = 1) -> conv(2, 1) -> relu)
        }
        """);
    Graph merged = run(graph, "merge-branches").after();
    assertThat(Statistics.of(merged).ops()).isEqualTo(Map.of("concat", 1, "conv2d", 4, "maxpool2d", 1, "relu", 4));
    Numbers.assertSame(graph, merged, Exactness.EXACT);
  }

  @Test
  void aResidualBlockStaysAsItIs() {
    Graph graph = Texts.parse("""
        net t {
          input image: f32[1, 4, 6, 6]
          x = image -> maxpool(2)
          branch = x -> conv(2, 1) -> relu -> conv(2, 3, pad = 1) -> relu -> conv(8, 1)
          output y = relu(branch + conv(x, 8, 1))
        }
        """);
    Report report = run(graph, "merge-branches");
    assertThat(report.after()).isSameAs(graph);
    assertThat(report.remarks()).anySatisfy(remark -> assertThat(remark.reason()).contains(Reason.INPUTS));
  }

  /** Four times the branches take four times as long; were every branch compared with every other, it would be sixteen. */
  @Test
  void manyBranchesCostTimeInTheirNumber() {
    Graph few = branches(500);
    Graph many = branches(2000);
    assertThat(Statistics.of(optimized(many)).ops()).isEqualTo(Map.of("conv2d", 3, "relu", 2));
    assertThat(nanos(many)).isLessThan(10 * nanos(few));
  }

  private static Graph branches(int count) {
    return Texts.parse("""
        net t {
          input x: f32[1, 2, 2, 2]
          ends = []
          for i in 0..%d {
            ends = ends + [x -> conv(2, 1) -> relu -> conv(2, 1) -> relu -> conv(3, 1)]
          }
          output y = sum(ends)
        }
        """.formatted(count));
  }

  /** This thread's own time, whatever else the machine does: the best of three. */
  private static long nanos(Graph graph) {
    var clock = ManagementFactory.getThreadMXBean();
    return LongStream.range(0, 3).map(_ -> {
      long start = clock.getCurrentThreadCpuTime();
      run(graph, "merge-branches");
      return clock.getCurrentThreadCpuTime() - start;
    }).min().orElseThrow();
  }
}
