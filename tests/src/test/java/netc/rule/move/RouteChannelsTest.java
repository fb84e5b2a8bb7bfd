package netc.rule.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.Structure;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.PassManager;
import netc.pass.Policy;
import netc.pass.Remark;
import netc.pass.Report;
import netc.testkit.Numbers;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;

class RouteChannelsTest {
  private static final String[] CUT_TWICE =
      {"a = conv2d(x, w, wb)", "b = conv2d(x, v)", "l, r = split(shuffle(concat(a, b), groups = 2), sizes = [4, 4])",
        "weight h: f32[3, 4, 1, 1]", "weight k: f32[2, 4, 1, 1]", "c = conv2d(l, h)", "d = conv2d(r, k)", "output y = c", "output z = d"};

  @Test
  void putsAShuffleIntoTheWeightsBehindIt() {
    assertBecomes(net("a = relu(conv2d(x, w, wb))", "b = conv2d(x, v)", "s = shuffle(concat(a, b), groups = 2)", "c = conv2d(s, e, eb)",
        "output y = c"),
        net("a = relu(conv2d(x, w, wb))", "b = conv2d(x, v)", "c = conv2d(concat(a, b), e, eb)", "output y = c"));
  }

  /** What treats each channel alone hands the order on. */
  @Test
  void looksBehindWhatTreatsEachChannelAlone() {
    String channelwise =
        """
        n = batchnorm(j, d, d, d, dv)
        p = maxpool2d(prelu(n, d), kernel = [2, 2])
        q = conv2d(p, dw, d, groups = 8)
        c = conv2d(silu(q), e, eb)
        f = conv2d(prelu(j, one), e)
        output y = c
        output z = f
        """;
    String others = """
        weight one: f32[1]
        weight d1: f32[8]
        weight d2: f32[8]
        weight d3: f32[8]
        weight d4: f32[8]
        weight d5: f32[8]
        weight e2: f32[5, 8, 1, 1]
        """;
    assertBecomes(net(others, "j = shuffle(concat(conv2d(x, w), conv2d(x, v)), groups = 4)", channelwise),
        net(others, "j = concat(conv2d(x, w), conv2d(x, v))",
            channelwise.replace("batchnorm(j, d, d, d, dv)", "batchnorm(j, d1, d2, d3, dv)")
                .replace("prelu(n, d)", "prelu(n, d4)").replace("dw, d, ", "dw, d5, ").replace("one), e)", "one), e2)")));
  }

  /** Each part of a layer is needed by one reader: the layer computes its channels in the order in which they are cut. */
  @Test
  void cutsOnceForAllReaders() {
    assertBecomes(onLargeMaps(CUT_TWICE),
        onLargeMaps("a = conv2d(x, w, wb)", "b = conv2d(x, v)", "al, ar = split(a, sizes = [2, 2])", "bl, br = split(b, sizes = [2, 2])",
            "weight h: f32[3, 4, 1, 1]", "weight k: f32[2, 4, 1, 1]", "c = conv2d(concat(al, bl), h)", "d = conv2d(concat(ar, br), k)",
            "output y = c", "output z = d"));
  }

  @Test
  void computesNoChannelThatNobodyReads() {
    assertBecomes(net("weight g: f32[9, 3, 3, 3]", "weight gb: f32[9]", "weight gd: f32[9, 1, 2, 2]", "weight h: f32[3, 4, 1, 1]",
        "a = relu(conv2d(conv2d(x, g, gb, pad = [1, 1, 1, 1]), gd, gb, groups = 9))",
        "s = slice(a, starts = [1], ends = [9], axes = [1], steps = [2])", "c = conv2d(s, h)", "output y = c"),
        net("weight g: f32[4, 3, 3, 3]", "weight gb: f32[4]", "weight gd: f32[4, 1, 2, 2]", "weight gc: f32[4]",
            "weight h: f32[3, 4, 1, 1]",
            "a = relu(conv2d(conv2d(x, g, gb, pad = [1, 1, 1, 1]), gd, gc, groups = 4))", "c = conv2d(a, h)", "output y = c"));
  }

  /** An input has its order: it is cut where its readers change. */
  @Test
  void cutsWhatHasAnOrderOfItsOwn() {
    Graph before = Texts.parse(net("weight h: f32[3, 3, 1, 1]", "a, b, c = split(x, sizes = [1, 1, 1])",
        "s = shuffle(concat(a, c, b), groups = 3)", "l = conv2d(s, h)", "output y = l"));
    Graph after = assertSame(before);
    assertThat(Statistics.of(after).ops()).containsOnlyKeys("conv2d");
  }

  @Test
  void aSecondRunFindsNothing() {
    Graph after = assertSame(Texts.parse(net("a = conv2d(x, w, wb)", "s = shuffle(a, groups = 2)", "weight h: f32[3, 4, 1, 1]",
        "c = conv2d(s, h)", "output y = c")));
    assertThat(run(after, Exactness.ROUNDING).after()).isSameAs(after);
  }

  @Test
  void declinesMoreOpsOnSmallMaps() {
    assertDeclines(Reason.NOT_PROFITABLE, CUT_TWICE);
  }

  /** Ledgers and explanations see what is routed. */
  @Test
  void isCutOutAsOneRewrite() {
    var rewrites = new ArrayList<String>();
    Policy policy = Policy.of(Exactness.ROUNDING).withEstimates(true).withWitnesses(List.of((number, rewrite, excerpt) -> {
      Numbers.assertSame(excerpt.before(), excerpt.after(), rewrite.exactness());
      rewrites.add(number + " " + rewrite.rule());
    }));
    Report report = new PassManager(List.of(new RouteChannels()), policy, List.of(), 1).run(Texts.parse(onLargeMaps(CUT_TWICE)));
    assertThat(rewrites).containsExactly("1 route-channels");
    assertThat(report.totals()).singleElement().satisfies(total -> assertThat(total.change().orElseThrow().nanos()).isNegative());
  }

  @Test
  void declinesAnOutput() {
    assertDeclines(Reason.IS_OUTPUT, "s = shuffle(conv2d(x, w), groups = 2)", "output y = s");
  }

  @Test
  void declinesGroups() {
    assertDeclines(Reason.OTHER_OP, "s = shuffle(conv2d(x, w), groups = 2)", "weight g: f32[6, 2, 1, 1]", "c = conv2d(s, g, groups = 2)",
        "output y = c");
  }

  @Test
  void declinesASumWithSomethingElse() {
    assertDeclines(Reason.OTHER_OP, "a = conv2d(x, w)", "c = shuffle(a, groups = 2) + a", "output y = c");
  }

  @Test
  void declinesAComputedFilter() {
    assertDeclines(Reason.OTHER_OP, "a = conv2d(x, w)", "weight h: f32[3, 4, 1, 1]", "c = conv2d(shuffle(a, groups = 2), relu(h))",
        "output y = c");
  }

  @Test
  void declinesAChannelThatIsThereTwice() {
    assertDeclines(Reason.INPUTS, "a = conv2d(x, w)", "c = conv2d(shuffle(concat(a, a), groups = 2), e)", "output y = c");
  }

  @Test
  void declinesAnotherOrderOfSumsIfNothingMayRound() {
    Report report = run(Texts.parse(net("weight h: f32[3, 4, 1, 1]", "c = conv2d(shuffle(conv2d(x, w), groups = 2), h)", "output y = c")),
        Exactness.EXACT);
    assertThat(report.remarks()).extracting(Remark::reason).contains(Optional.of(Reason.NUMERICS));
    assertThat(report.after()).isSameAs(report.before());
  }

  @Test
  void leavesWhatCannotBeCopiedLess() {
    Graph before = Texts.parse(net("weight h: f32[3, 1, 1, 1]", "weight k: f32[3, 2, 1, 1]", "a, b = split(x, sizes = [1, 2])",
        "c = conv2d(a, h)", "d = conv2d(b, k)", "output y = c", "output z = d"));
    assertThat(run(before, Exactness.ROUNDING).after()).isSameAs(before);
  }

  /** Two slices are not next to each other, unlike the parts of a split. */
  @Test
  void leavesSlicesOfOneLayer() {
    Graph before = Texts.parse(net("weight h: f32[3, 2, 1, 1]", "weight k: f32[5, 2, 1, 1]", "a = conv2d(x, w, wb)",
        "l = slice(a, starts = [0], ends = [4], axes = [1], steps = [2])",
        "r = slice(a, starts = [1], ends = [4], axes = [1], steps = [2])",
        "c = conv2d(l, h)", "d = conv2d(r, k)", "output y = c", "output z = d"));
    assertThat(run(before, Exactness.ROUNDING).after()).isSameAs(before);
  }

  private static void assertBecomes(String before, String after) {
    Graph result = assertSame(Texts.parse(before));
    assertThat(Structure.difference(result, Texts.parse(after))).as("got %s", result).isEmpty();
  }

  private static Graph assertSame(Graph before) {
    Graph after = run(before, Exactness.ROUNDING).after();
    assertThat(after).isNotSameAs(before);
    assertThat(Texts.roundTrip(after)).isEqualTo(after);
    Numbers.assertSame(before, after, Exactness.ROUNDING);
    return after;
  }

  private static void assertDeclines(Reason reason, String... statements) {
    Report report = run(Texts.parse(net(statements)), Exactness.ROUNDING);
    assertThat(report.remarks()).extracting(Remark::reason).containsExactly(Optional.of(reason));
    assertThat(report.after()).isSameAs(report.before());
  }

  private static Report run(Graph graph, Exactness numerics) {
    return new PassManager(List.of(new RouteChannels()), numerics, List.of()).run(graph);
  }

  private static String onLargeMaps(String... statements) {
    return net(statements).replace("x: f32[2, 3, 5, 4]", "x: f32[2, 3, 50, 40]");
  }

  private static String net(String... statements) {
    return """
        net n {
          input x: f32[2, 3, 5, 4]
          weight w: f32[4, 3, 1, 1]
          weight wb: f32[4]
          weight v: f32[4, 3, 1, 1]
          weight e: f32[5, 8, 1, 1]
          weight eb: f32[5]
          weight d: f32[8]
          weight dv: f32[8] = uniform(0.5, 1.5)
          weight dw: f32[8, 1, 3, 2]
        """ + String.join("\n", statements) + "\n}\n";
  }
}
