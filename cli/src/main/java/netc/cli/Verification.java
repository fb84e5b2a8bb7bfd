package netc.cli;

import java.util.Map;
import java.util.Optional;
import netc.Comparison;
import netc.CompiledModel;
import netc.Compiler;
import netc.Ledger;
import netc.Samples;
import netc.ir.Graph;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;
import netc.pass.Report;
import picocli.CommandLine.Option;

/** Compares the optimized network with the original on made-up inputs. */
final class Verification {
  @Option(
      names = "--verify",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Compare the optimized network with the original on N made-up inputs; fail if they differ.")
  private Optional<Integer> times = Optional.empty();

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      converter = Converters.Tolerance.class,
      description = "How far outputs may be apart, relative to the largest output (1e-4).")
  private double tolerance = 1e-4;

  @Option(names = "--ledger", description = "Show on standard error how much each rewrite changes the numbers, measured on made-up inputs.")
  private boolean ledger;

  /** Optimizes, with a ledger if one is wanted. */
  Report optimize(Compiler compiler, Graph graph, Text err) {
    if (!ledger) {
      return compiler.optimize(graph);
    }
    var account = new Ledger(compiler);
    Report report = compiler.optimize(graph, account);
    LedgerTable.print(account, err);
    return report;
  }

  /**
   * A verification that was passed.
   *
   * @param times the number of inputs
   * @param worst the largest difference
   * @param tolerance what was allowed
   * @param notFinite what was not finite in the outputs of both networks alike, in words
   */
  record Passed(int times, Comparison worst, double tolerance, Optional<String> notFinite) {
    @Override
    public String toString() {
      return Figures.plural(times, "input") + ", largest difference " + Figures.small(worst.error()) + " of the largest output, "
          + Figures.small(tolerance) + " allowed" + notFinite.map(what -> "; but " + what + ", so that it shows little").orElse("");
    }
  }

  /**
   * Compares, if that is wanted.
   *
   * @throws DiagnosticException if an output is too far from the original's
   */
  Optional<Passed> verify(Compiler compiler, Report report) {
    return times.map(count -> verify(compiler, report, count));
  }

  private Passed verify(Compiler compiler, Report report, int count) {
    try (CompiledModel original = compiler.compile(report.before()); CompiledModel optimized = compiler.compile(report.after())) {
      Optional<Comparison> worst = Optional.empty();
      Optional<String> notFinite = Optional.empty();
      for (int i = 0; i < count; i++) {
        Map<String, Tensor> inputs = Samples.inputs(original.inputs(), compiler.options().seed() + i);
        Map<String, Tensor> expected = original.run(inputs);
        Comparison comparison = Comparison.of(expected, optimized.run(inputs));
        require(comparison);
        notFinite = notFinite.or(() -> NotFinite.in(expected));
        worst = worst.filter(before -> before.error() >= comparison.error()).or(() -> Optional.of(comparison));
      }
      return new Passed(count, worst.orElseThrow(), tolerance, notFinite);
    }
  }

  /** Also fails where the difference is no number. */
  private void require(Comparison comparison) {
    if (!(comparison.error() <= tolerance)) {
      throw new DiagnosticException(Diagnostic.of(Code.VERIFICATION_FAILED,
          "output \"" + comparison.output() + "\", element " + comparison.index() + ": expected " + comparison.expected()
              + ", the optimized network gives "
              + comparison.actual() + "; they differ by " + Figures.small(comparison.error()) + " of the largest output, "
              + Figures.small(tolerance)
              + " is allowed"));
    }
  }
}
