package netc.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Verifier;
import netc.ir.diag.CompilerBug;

/**
 * Runs passes: verifies every result, times, tells instruments, gathers remarks. The one place where a pass is run. It may run its list several times: a
 * later pass makes work for an earlier one.
 */
@SuppressWarnings("ReferenceEquality") // a pass says "unchanged" by returning the very same graph
public final class PassManager {
  /** What instruments are told as the name of the graph before any pass. */
  private static final String INPUT = "input";

  /** Characters of a graph that a bug report shows: a large network has that many, and part of one would reproduce nothing. */
  private static final int LONGEST_TEXT = 1_000_000;

  private final List<Pass> passes;
  private final Policy policy;
  private final List<Instrument> instruments;
  private final int rounds;

  /**
   * To run passes in order, once.
   *
   * @param passes the passes
   * @param numerics the exactness up to which rewrites may be made
   * @param instruments told after every pass
   */
  public PassManager(List<Pass> passes, Exactness numerics, List<Instrument> instruments) {
    this(passes, Policy.of(numerics), instruments, 1);
  }

  /**
   * To run passes in order, again and again until none of them changes anything.
   *
   * @param passes the passes
   * @param numerics the exactness up to which rewrites may be made
   * @param instruments told after every pass
   * @param rounds how often to run them at most
   */
  public PassManager(List<Pass> passes, Exactness numerics, List<Instrument> instruments, int rounds) {
    this(passes, Policy.of(numerics), instruments, rounds);
  }

  /**
   * To run passes in order, again and again until none of them changes anything.
   *
   * @param passes the passes
   * @param policy what they may do
   * @param instruments told after every pass
   * @param rounds how often to run them at most
   */
  public PassManager(List<Pass> passes, Policy policy, List<Instrument> instruments, int rounds) {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds: " + rounds);
    }
    this.passes = List.copyOf(passes);
    this.policy = policy;
    this.instruments = List.copyOf(instruments);
    this.rounds = rounds;
  }

  /**
   * Runs all passes.
   *
   * @throws CompilerBug if a pass fails or leaves a broken graph
   */
  public Report run(Graph input) {
    verify(INPUT, input, input);
    instruments.forEach(instrument -> instrument.afterPass(0, INPUT, input, input));
    var run = new Run(input);
    boolean settled = false;
    for (int round = 1; round <= rounds && !settled; round++) {
      settled = run.round(round);
    }
    return new Report(input, run.graph, run.runs, lastMisses(run.remarks), policy.model(), settled);
  }

  /** The state of one run. */
  private final class Run {
    private final List<Report.PassRun> runs = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();

    /** The graph that a pass last left as it was: looking at it again would find nothing. */
    private final Map<Pass, Graph> unchanged = new HashMap<>();
    private Graph graph;
    private int made;

    Run(Graph input) {
      this.graph = input;
    }

    /** Runs each pass; whether none changed anything. */
    boolean round(int number) {
      Graph start = graph;
      for (Pass pass : passes) {
        if (unchanged.get(pass) != graph) {
          step(pass, number);
        }
      }
      return graph == start;
    }

    private void step(Pass pass, int round) {
      var context = new PassContext(policy, made);
      Graph before = graph;
      long start = System.nanoTime();
      Graph after = runOne(pass, before, context);
      long nanos = System.nanoTime() - start;
      verify(pass.name(), before, after);
      made = context.made();
      remarks.addAll(context.remarks());
      runs.add(new Report.PassRun(pass.name(), round, nanos, after != before, (int) after.operations().count()));
      instruments.forEach(instrument -> instrument.afterPass(runs.size(), pass.name(), before, after));
      if (after == before) {
        unchanged.put(pass, after);
      }
      graph = after;
    }
  }

  private static Graph runOne(Pass pass, Graph graph, PassContext context) {
    try {
      return pass.run(graph, context);
    } catch (RuntimeException e) {
      throw new CompilerBug(describe(pass.name(), graph, "failed: " + e), e);
    }
  }

  private static void verify(String pass, Graph before, Graph after) {
    if (after == before && !pass.equals(INPUT)) {
      return;
    }
    List<String> broken = Verifier.verify(after);
    if (!broken.isEmpty()) {
      throw new CompilerBug(
          describe(pass, before, "left a broken graph: " + String.join("; ", broken.subList(0, Math.min(3, broken.size())))));
    }
  }

  /** What a bug report needs: the pass, what went wrong, and the graph as a file that reproduces it. */
  private static String describe(String pass, Graph graph, String what) {
    if (pass.equals(INPUT)) {
      return "the graph that passes were to be run on is broken: " + what;
    }
    String text = Verifier.verify(graph).isEmpty() ? graph.withDrawnWeights().toString() : graph.toString();
    String shown = text.length() <= LONGEST_TEXT
        ? "reproduce with: netc opt GRAPH.net --passes " + pass
            + "\nwhere GRAPH.net is (with drawn weights for those that are not in a text)\n"
            + text
        : "reproduce with --dump FOLDER, which writes the graph before each pass; it is too long to be shown, net " + graph.name()
            + " with "
            + graph.nodes().size() + " nodes";
    return "pass " + pass + " " + what + "\n" + shown;
  }

  /** A rule may be tried at a site in several passes; only its last refusal counts, and none if it applied later. */
  private static List<Remark> lastMisses(List<Remark> remarks) {
    record Key(String rule, String node) {}
    Map<Key, Remark> last = new LinkedHashMap<>();
    remarks.forEach(remark -> last.put(new Key(remark.rule(), remark.node()), remark));
    return remarks.stream().filter(remark -> remark.passed() || last.get(new Key(remark.rule(), remark.node())) == remark).toList();
  }
}
