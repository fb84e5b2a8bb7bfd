package netc.cli;

import java.util.ArrayList;
import java.util.List;
import netc.cost.Estimate;
import netc.ir.Cost;
import netc.ir.Statistics;
import netc.pass.Report;

/** What rewrites gain, in words. */
final class Effects {
  /** Less is not worth a word. */
  private static final double LEAST_NANOS = 500;

  private Effects() {}

  /** {@code -3 layers, -1,024 parameters, -1.204 MMACs, -3 launches, -24.5 MiB, about -1.20 ms}. */
  static String describe(Cost effect, Estimate change) {
    var parts = new ArrayList<String>();
    if (effect.layers() != 0) {
      parts.add(sign(effect.layers()) + Figures.plural(effect.layers(), "layer"));
    }
    if (effect.parameters() != 0) {
      parts.add(sign(effect.parameters()) + Figures.plural(effect.parameters(), "parameter"));
    }
    if (effect.macs() != 0) {
      parts.add(sign(effect.macs()) + Figures.macsUnit(effect.macs()));
    }
    if (change.launches() != 0) {
      parts.add(sign(change.launches()) + Figures.count(change.launches()) + (Math.abs(change.launches()) == 1 ? " launch" : " launches"));
    }
    if (change.bytes() != 0) {
      parts.add(change.bytes() < 0 ? "-" + Figures.bytes(-change.bytes()) : "+" + Figures.bytes(change.bytes()));
    }
    if (Math.abs(change.nanos()) >= LEAST_NANOS) {
      parts.add("about " + (change.nanos() < 0 ? "-" + Figures.time(-change.nanos()) : "+" + Figures.time(change.nanos())));
    }
    return parts.isEmpty() ? "the same cost" : String.join(", ", parts);
  }

  private static String sign(long number) {
    return number > 0 ? "+" : "";
  }

  /** {@code 176 → 123 layers, 25,583,592 → 25,530,472 parameters, 4.089 GMACs}. */
  static String between(Report report) {
    Statistics before = report.statisticsBefore();
    Statistics after = report.statisticsAfter();
    return String.join(", ",
        List.of(change(Figures.count(before.layers()), Figures.plural(after.layers(), "layer")),
            change(Figures.count(before.parameters()), Figures.plural(after.parameters(), "parameter")),
            change(Figures.macs(before.macs()), Figures.macsUnit(after.macs()))));
  }

  /** {@code 175 → 73 launches, 310.2 MiB → 201.4 MiB, 41.2 ms → 37.3 ms}. */
  static String between(Estimate before, Estimate after) {
    return String.join(", ",
        List.of(
            change(Figures.count(before.launches()), Figures.count(after.launches()) + (after.launches() == 1 ? " launch" : " launches")),
            change(Figures.bytes(before.bytes()), Figures.bytes(after.bytes()) + " moved"),
            change(Figures.time(before.nanos()), Figures.time(after.nanos()))));
  }

  /** Only what is, if it was the same before. */
  private static String change(String before, String after) {
    return after.startsWith(before) ? after : before + " → " + after;
  }
}
