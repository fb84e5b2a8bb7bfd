package netc.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Graph;
import netc.ir.Structure;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.rule.merge.ComposePointwiseAfterConv;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;

class ExcerptTest {
  private static final String NET = """
      net n {
        input x: f32[N, 3, 8, 8]
        weight w0: f32[5, 3, 1, 1]
        weight w1: f32[6, 5, 3, 3]
        weight w2: f32[4, 6, 1, 1]
        s = sigmoid(x)
        t = conv2d(s, w0)
        a = conv2d(t, w1)
        b = conv2d(a, w2)
        c = relu(b)
        d = tanh(c)
        output u = t
        output y = d
      }
      """;

  private final List<Proposal> proposals = new ArrayList<>();

  private Report run(Optional<Failure> objection) {
    var policy = Policy.of(Exactness.ROUNDING).withJudge(proposal -> {
      proposals.add(proposal);
      return objection;
    });
    var pass = new RulePass("compose", "composes", List.of(new ComposePointwiseAfterConv()));
    return new PassManager(List.of(pass), policy, List.of(), 1).run(Texts.parse(NET));
  }

  @Test
  void hasTheRewriteAndItsNeighbours() {
    run(Optional.empty());
    Excerpt excerpt = proposals.getFirst().excerpt();
    assertSame(excerpt.before(), """
        net before {
          input s: f32[N, 3, 8, 8]
          weight w0: f32[5, 3, 1, 1]
          weight w1: f32[6, 5, 3, 3]
          weight w2: f32[4, 6, 1, 1]
          t = conv2d(s, w0)
          a = conv2d(t, w1)
          b = conv2d(a, w2)
          c = relu(b)
          output c = c
          output t = t
        }
        """);
    assertSame(excerpt.after(), """
        net after {
          input s: f32[N, 3, 8, 8]
          weight w0: f32[5, 3, 1, 1]
          weight w2: f32[4, 5, 3, 3]
          t = conv2d(s, w0)
          b = conv2d(t, w2)
          c = relu(b)
          output c = c
          output t = t
        }
        """);
  }

  private static void assertSame(Graph graph, String expected) {
    assertThat(Structure.difference(graph, Texts.parse(expected))).as("difference; got\n%s", graph).isEmpty();
  }

  @Test
  void anObjectionLeavesTheGraphAsItIs() {
    Report report = run(Optional.of(new Failure(Reason.NOT_PROFITABLE, "too dear")));
    assertThat(report.after()).isSameAs(report.before());
    assertThat(proposals).isNotEmpty();
    assertThat(Runs.missed(report, Reason.NOT_PROFITABLE)).singleElement()
        .satisfies(remark -> assertThat(remark.outcome()).isEqualTo(new Remark.Result.Missed(Reason.NOT_PROFITABLE, "too dear")));
  }
}
