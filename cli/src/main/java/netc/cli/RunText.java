package netc.cli;

import java.util.Locale;
import java.util.Optional;
import netc.Engine;
import netc.Model;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.tensor.Tensor;
import netc.pass.Report;

/** Shows a run to people. */
final class RunText {
  private static final int BEST = 5;

  /** Of a large batch, the first elements stand for the others. */
  private static final int SHOWN_OF_BATCH = 4;

  private final Terminal terminal;
  private final Text text;
  private final Labels labels;

  RunText(Terminal terminal, Labels labels) {
    this.terminal = terminal;
    this.text = terminal.out();
    this.labels = labels;
  }

  /** What there is before the network runs; written out at once. */
  void printOptimization(Model model, Report report, Optional<Explain> explain) {
    Graph graph = report.before();
    Statistics statistics = report.statisticsBefore();
    text.line(text.styled(Text.Role.STRONG, graph.name()) + ": " + Figures.plural(statistics.parameters(), "parameter") + ", "
        + Figures.macsUnit(statistics.macs()) + ", " + Signatures.inputs(graph) + " → " + Signatures.outputs(graph));
    text.line();
    explain.ifPresent(how -> {
      new ExplanationText(terminal, how.all()).print(report);
      text.line();
    });
    RewriteTable.print(model, report, text);
    text.line();
    text.flush();
  }

  /** The rest. */
  void printRun(Run run) {
    var table = new Table().words("").words("");
    table.row("engine", engine(run.engine()));
    table.row("latency", latency(run));
    run.difference().ifPresent(difference -> table.row("difference", difference.absolute() == 0 ? "none: the outputs are bit-identical"
        : "at most " + Figures.small(difference.error()) + " of the largest output"));
    run.verified().ifPresent(passed -> table.row("verify", passed.toString()));
    table.print(text);
    run.notFinite().ifPresent(what -> text.line(text.styled(Text.Role.NOTABLE, "warning: " + what)));
    run.after().outputs().forEach(this::printOutput);
    run.profile().ifPresent(profile -> {
      text.line();
      Profiling.print(profile, text);
    });
  }

  private static String engine(Engine engine) {
    return engine.backend().name() + " on " + engine.description().name() + " (" + engine.reason() + ")";
  }

  private static String latency(Run run) {
    String after = Figures.time(run.after().nanos());
    String how = " (" + run.engine().backend().name() + ", " + Figures.plural(run.options().threads(), "thread")
        + (run.options().batch() > 1 ? ", batch " + run.options().batch() : "") + ", median of " + Figures.plural(run.after().runs(), "run")
        + ")";
    return run.before()
        .map(before -> Figures.time(before.nanos()) + " → " + after + ", "
            + run.speedup().map(RunText::faster).orElse("no measurable difference"))
        .orElse(after)
        + how;
  }

  private static String faster(double ratio) {
    return ratio >= 1 ? String.format(Locale.ROOT, "%.2f times as fast", ratio)
        : String.format(Locale.ROOT, "%.2f times as long", 1 / ratio);
  }

  private void printOutput(String name, Tensor output) {
    text.line();
    if (!Ranking.isRanked(output)) {
      text.line(text.styled(Text.Role.STRONG, name) + ": " + output.type());
      return;
    }
    int rows = output.shape().extent(0);
    for (int row = 0; row < Math.min(rows, SHOWN_OF_BATCH); row++) {
      text.line(text.styled(Text.Role.STRONG, "top " + Math.min(BEST, output.shape().extent(1)) + " of " + name)
          + (rows > 1 ? ", element " + row + " of the batch" : ""));
      var table = new Table().words("").numbers("").numbers("").words("");
      Ranking.top(output, row, BEST).forEach(
          best -> table.row("", Integer.toString(best.index()), String.format(Locale.ROOT, "%.4f", best.value()),
              labels.of(best.index()).orElse("")));
      table.print(text);
    }
    if (rows > SHOWN_OF_BATCH) {
      text.line("and " + Figures.count(rows - SHOWN_OF_BATCH) + " more elements of the batch");
    }
  }
}
