package netc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.Graph;
import netc.ir.tensor.Tensor;
import netc.pass.Excerpt;
import netc.pass.Report;
import netc.pass.Rewrite;
import netc.pass.Witness;

/**
 * Finds the rewrite that is to blame for wrong outputs: by halves, the first {@code n} rewrites are made and the outputs compared, until one rewrite
 * stands between outputs within the tolerance and outputs beyond it.
 *
 * @param made how many rewrites there are in all
 * @param error the largest difference with all of them, relative to the largest output
 * @param culprit the rewrite; empty if all of them together stay within the tolerance
 */
public record Bisection(int made, double error, Optional<Culprit> culprit) {
  /**
   * The rewrite that is to blame.
   *
   * @param number its place among all, from 1
   * @param pass its pass
   * @param rule its rule
   * @param node its root
   * @param before the difference without it
   * @param after the difference with it
   * @param reproducer the nodes that it replaces, with their neighbours, as a network of their own; the whole network before it, if it only removes
   */
  public record Culprit(int number, String pass, String rule, String node, double before, double after, Graph reproducer) {}

  /** Finds the rewrite that makes outputs differ by more than {@code tolerance}. */
  static Bisection of(Compiler compiler, Graph graph, double tolerance) {
    return new Search(compiler, graph, tolerance).bisect();
  }

  private static int rewrites(Report report) {
    return report.totals().stream().mapToInt(Report.RuleTotal::times).sum();
  }

  /** The state of a search. */
  private static final class Search {
    private final Compiler compiler;
    private final Graph graph;
    private final double tolerance;
    private final Map<String, Tensor> expected;

    Search(Compiler compiler, Graph graph, double tolerance) {
      this.compiler = compiler;
      this.graph = graph;
      this.tolerance = tolerance;
      this.expected = run(graph);
    }

    Bisection bisect() {
      Report all = optimize(Integer.MAX_VALUE, List.of());
      int made = rewrites(all);
      double error = error(all);
      if (error <= tolerance) {
        return new Bisection(made, error, Optional.empty());
      }
      int good = 0;
      int bad = made;
      double goodError = 0;
      double badError = error;
      while (bad - good > 1) {
        int middle = (good + bad) / 2;
        double here = error(optimize(middle, List.of()));
        if (here <= tolerance) {
          good = middle;
          goodError = here;
        } else {
          bad = middle;
          badError = here;
        }
      }
      return new Bisection(made, error, Optional.of(culprit(bad, goodError, badError)));
    }

    private Culprit culprit(int number, double before, double after) {
      List<Culprit> seen = new ArrayList<>();
      Witness witness = (n, rewrite, excerpt) -> {
        if (n == number) {
          seen.add(culprit(n, rewrite, excerpt, before, after));
        }
      };
      Report report = optimize(number, List.of(witness));
      if (!seen.isEmpty()) {
        return seen.getFirst();
      }
      Report.PassRun last = report.passes().stream().filter(Report.PassRun::changed).reduce((_, next) -> next).orElseThrow();
      return new Culprit(number, last.name(), last.name(), "net " + graph.name(), before, after,
          optimize(number - 1, List.of()).after());
    }

    private static Culprit culprit(int number, Rewrite rewrite, Excerpt excerpt, double before, double after) {
      return new Culprit(number, rewrite.pass(), rewrite.rule(), rewrite.root().toString(), before, after, excerpt.before());
    }

    private Report optimize(int limit, List<Witness> witnesses) {
      Rewriting bounds = compiler.options().rewriting();
      return new Compiler(compiler.options().withRewriting(bounds.withLimit(limit))).optimize(graph, witnesses, List.of());
    }

    private double error(Report report) {
      return Comparison.of(expected, run(report.after())).error();
    }

    private Map<String, Tensor> run(Graph network) {
      try (CompiledModel model = compiler.compile(network)) {
        return model.run(Samples.inputs(model.inputs(), compiler.options().seed()));
      }
    }
  }
}
