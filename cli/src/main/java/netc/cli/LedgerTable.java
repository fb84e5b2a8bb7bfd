package netc.cli;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import netc.Ledger;

/** What rewrites did to numbers: a line a rule, then a line a pass. */
final class LedgerTable {
  private LedgerTable() {}

  static void print(Ledger ledger, Text text) {
    Map<String, List<Ledger.Entry>> rules =
        ledger.entries().stream().collect(Collectors.groupingBy(Ledger.Entry::rule, LinkedHashMap::new, Collectors.toList()));
    var errors = new Table().words("rewrite").words("numerics").numbers("times").numbers("same bits").numbers("median").numbers("largest")
        .words("largest at");
    rules.forEach((rule, entries) -> {
      List<Ledger.Entry> sorted = entries.stream().sorted(Comparator.comparingDouble(Ledger.Entry::error)).toList();
      Ledger.Entry worst = sorted.getLast();
      long same = sorted.stream().filter(entry -> entry.error() == 0).count();
      errors.row(rule, worst.exactness().toString(), Figures.count(sorted.size()), Figures.count(same),
          Figures.small(sorted.get(sorted.size() / 2).error()), Figures.small(worst.error()), worst.error() == 0 ? "" : worst.node());
    });
    errors.print(text);
    text.line();
    var totals = new Table().words("after pass").numbers("rewrites").numbers("at the outputs");
    ledger.totals().forEach(total -> totals.row(total.pass(), Figures.count(total.rewrites()), Figures.small(total.error())));
    totals.print(text);
    text.line("differences relative to the largest value, on signed random inputs");
  }
}
