package netc.cli;

import netc.pass.Report;

/** How long each pass took. */
final class TimingTable {
  private TimingTable() {}

  static void print(Report report, Text text) {
    var table = new Table().words("pass").numbers("round").numbers("time").numbers("layers after").words("");
    for (Report.PassRun run : report.passes()) {
      table.row(run.name(), Figures.count(run.round()), Figures.time((double) run.nanos()), Figures.count(run.layers()),
          run.changed() ? "" : "unchanged");
    }
    table.total("total", Figures.count(report.rounds()), Figures.time(report.passes().stream().mapToDouble(Report.PassRun::nanos).sum()));
    table.print(text);
    if (!report.settled() && report.rounds() > 1) {
      text.line("stopped after " + report.rounds() + " rounds, although another might change more");
    }
  }
}
