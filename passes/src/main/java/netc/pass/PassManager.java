package netc.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Verifier;
import netc.ir.diag.CompilerBug;

/** Runs passes: verifies every result, times, tells instruments, gathers remarks. The one place where a pass is run. */
@SuppressWarnings("ReferenceEquality") // a pass says "unchanged" by returning the very same graph
public final class PassManager {
  private final List<Pass> passes;
  private final Exactness numerics;
  private final List<Instrument> instruments;

  /**
   * To run passes in order.
   *
   * @param passes the passes
   * @param numerics the exactness up to which rewrites may be made
   * @param instruments told after every pass
   */
  public PassManager(List<Pass> passes, Exactness numerics, List<Instrument> instruments) {
    this.passes = List.copyOf(passes);
    this.numerics = numerics;
    this.instruments = List.copyOf(instruments);
  }

  /**
   * Runs all passes.
   *
   * @throws CompilerBug if a pass fails or leaves a broken graph
   */
  public Report run(Graph input) {
    verify("input", input, input);
    instruments.forEach(instrument -> instrument.afterPass(0, "input", input, input));
    var runs = new ArrayList<Report.PassRun>();
    var remarks = new ArrayList<Remark>();
    Graph graph = input;
    for (Pass pass : passes) {
      var context = new PassContext(numerics);
      Graph before = graph;
      long start = System.nanoTime();
      Graph after = runOne(pass, before, context);
      long nanos = System.nanoTime() - start;
      verify(pass.name(), before, after);
      remarks.addAll(context.remarks());
      runs.add(new Report.PassRun(pass.name(), nanos, after != before, (int) after.operations().count()));
      int index = runs.size();
      instruments.forEach(instrument -> instrument.afterPass(index, pass.name(), before, after));
      graph = after;
    }
    return new Report(input, graph, runs, lastMisses(remarks));
  }

  private static Graph runOne(Pass pass, Graph graph, PassContext context) {
    try {
      return pass.run(graph, context);
    } catch (RuntimeException e) {
      throw new CompilerBug(describe(pass.name(), graph, "failed: " + e), e);
    }
  }

  private static void verify(String pass, Graph before, Graph after) {
    if (after == before && !pass.equals("input")) {
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
    String text = graph.toString();
    String shown = text.length() <= 20_000 ? text : text.substring(0, 20_000) + "\n# … cut";
    return "pass " + pass + " " + what + "\nreproduce with: netc opt GRAPH.net --passes " + pass + "\nwhere GRAPH.net is\n" + shown;
  }

  /** A rule may be tried at a site in several passes; only its last refusal counts, and none if it applied later. */
  private static List<Remark> lastMisses(List<Remark> remarks) {
    record Key(String rule, String node) {}
    Map<Key, Remark> last = new LinkedHashMap<>();
    remarks.forEach(remark -> last.put(new Key(remark.rule(), remark.node()), remark));
    return remarks.stream().filter(remark -> remark.passed() || last.get(new Key(remark.rule(), remark.node())) == remark).toList();
  }
}
