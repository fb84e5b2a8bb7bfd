package netc.cli;

import java.util.stream.Collectors;
import netc.Model;
import netc.ir.Statistics;
import netc.pass.Report;
import tools.jackson.core.JsonGenerator;

/** What the optimizer did: a line a rule. */
final class RewriteTable {
  private RewriteTable() {}

  /** For people. */
  static void print(Model model, Report report, Text text) {
    if (report.before().equals(report.after())) {
      String past = model.history().stream().map(rewrite -> rewrite.rule() + " ×" + rewrite.times()).collect(Collectors.joining(", "));
      text.line(past.isEmpty() ? "nothing to optimize: no rule applies" : "nothing to optimize: it was optimized before (" + past + ")");
      return;
    }
    var table = new Table().words("rule").numbers("times").numbers("layers").numbers("parameters").numbers("MACs");
    int times = 0;
    for (Report.RuleTotal total : report.totals()) {
      table.row(total.rule(), Figures.count(total.times()), Figures.change(total.effect().layers()),
          Figures.change(total.effect().parameters()),
          Figures.macsChange(total.effect().macs()));
      times += total.times();
    }
    Statistics before = report.statisticsBefore();
    Statistics after = report.statisticsAfter();
    table.total("total", Figures.count(times), Figures.count(before.layers()) + " → " + Figures.count(after.layers()),
        Figures.count(before.parameters()) + " → " + Figures.count(after.parameters()),
        Figures.macs(before.macs()) + " → " + Figures.macs(after.macs()));
    table.print(text);
  }

  /** For programs: an array of objects. */
  static void write(JsonGenerator json, Report report) {
    json.writeStartArray();
    for (Report.RuleTotal total : report.totals()) {
      json.writeStartObject();
      json.writeStringProperty("rule", total.rule());
      json.writeNumberProperty("times", total.times());
      json.writeNumberProperty("layers", total.effect().layers());
      json.writeNumberProperty("params", total.effect().parameters());
      json.writeNumberProperty("macs", total.effect().macs());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
