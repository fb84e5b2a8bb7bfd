package netc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import netc.ir.Cost;
import netc.ir.Origin;
import netc.ir.diag.SourceSpan;
import netc.match.Reason;
import netc.pass.Remark;

/**
 * Explains an optimization to people:
 *
 * <pre>
 * models/families/vanillanet.net:31:24
 *   31 |   x = x -> conv(planes, 1) -> bn -> leaky_relu(lambda)
 *      |                               ^^
 *   fold-batch-norm-into-producers, 5 times: -5 layers, -2,560 parameters
 *     W' = W·k, b' = (b − μ)·k + β, k = γ / √(σ² + ε)
 *     batchnorm stages.0.norm1, batchnorm stages.1.norm1, …
 * </pre>
 */
final class ExplanationText {
  private static final int NAMED = 3;

  private final Text text;
  private final boolean all;
  private final SourceTexts sources;

  /** As a result; with every node named, if {@code all} is wanted. */
  ExplanationText(Terminal terminal, boolean all) {
    this.text = terminal.out();
    this.sources = new SourceTexts(terminal.in());
    this.all = all;
  }

  /** Writes the explanation and a summary. */
  void print(List<Remark> remarks) {
    List<Remark> shown = Explanation.relevant(remarks, all);
    printGroups(shown);
    summarize(shown);
  }

  /** Writes the explanation alone. */
  void printGroups(List<Remark> remarks) {
    Map<Optional<SourceSpan>, List<Explanation.Group>> places = Explanation.of(remarks).groups().stream()
        .collect(Collectors.groupingBy(Explanation.Group::span, LinkedHashMap::new, Collectors.toList()));
    places.forEach((span, groups) -> {
      place(span);
      groups.forEach(this::group);
      text.line();
    });
  }

  private void place(Optional<SourceSpan> span) {
    text.line(text.styled(Text.Role.PLACE, span.map(SourceSpan::toString).orElse("not from a text")));
    span.flatMap(sources::line).ifPresent(line -> {
      String number = Integer.toString(span.get().line());
      int column = Math.min(span.get().column() - 1, line.length());
      String indent = line.substring(0, column).replaceAll("[^\t]", " ");
      text.line(text.styled(Text.Role.FAINT, "  " + number + " | ") + line);
      text.line(text.styled(Text.Role.FAINT, "  " + " ".repeat(number.length()) + " | ") + indent
          + text.styled(Text.Role.PLACE, "^".repeat(Math.clamp(span.get().length(), 1, Math.max(1, line.length() - column)))));
    });
  }

  private void group(Explanation.Group group) {
    int times = group.remarks().size();
    String often = times == 1 ? "" : ", " + times + " times";
    if (group.reason().isPresent()) {
      text.line("  " + text.styled(Text.Role.NOTABLE, "not applied: " + group.rule()) + often + " (" + group.reason().get().code() + ")");
      names(details(group.remarks()));
    } else {
      text.line("  " + text.styled(Text.Role.GOOD, group.rule()) + often + ": " + describe(group.effect()));
      group.formula().ifPresent(formula -> text.line("    " + text.styled(Text.Role.FAINT, formula)));
      names(group.remarks().stream().map(ExplanationText::node).toList());
    }
  }

  private void names(List<String> names) {
    int shown = all || names.size() == NAMED + 1 ? names.size() : Math.min(NAMED, names.size());
    names.subList(0, shown).forEach(name -> text.line("    " + name));
    if (shown < names.size()) {
      text.line("    and " + Figures.count(names.size() - shown) + " more like " + (shown == 1 ? "it" : "these"));
    }
  }

  /** The node, and what it came from where its name does not say so. */
  private static String node(Remark remark) {
    String origin = Origin.describe(remark.origin(), NAMED);
    return remark.node().endsWith(" " + origin) ? remark.node() : remark.node() + ", from " + origin;
  }

  private static List<String> details(List<Remark> remarks) {
    var details = new ArrayList<String>();
    for (Remark remark : remarks) {
      if (remark.outcome() instanceof Remark.Result.Missed missed) {
        details.add(missed.detail().contains(remark.node()) ? missed.detail() : remark.node() + ": " + missed.detail());
      }
    }
    return details;
  }

  /** {@code -3 layers, -1,024 parameters, -1.204 MMACs}. */
  static String describe(Cost effect) {
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
    return parts.isEmpty() ? "the same cost" : String.join(", ", parts);
  }

  private static String sign(long number) {
    return number > 0 ? "+" : "";
  }

  private void summarize(List<Remark> remarks) {
    List<Remark> passed = remarks.stream().filter(Remark::passed).toList();
    Cost effect = passed.stream().map(Explanation::effect).reduce(Cost.NONE, Cost::plus);
    text.line(text.styled(Text.Role.STRONG,
        passed.isEmpty() ? "no rewrite was made" : Figures.plural(passed.size(), "rewrite") + " made: " + describe(effect)));
    Map<Reason, Long> reasons = remarks.stream().flatMap(remark -> remark.reason().stream())
        .collect(Collectors.groupingBy(reason -> reason, TreeMap::new, Collectors.counting()));
    long missed = reasons.values().stream().mapToLong(Long::longValue).sum();
    if (missed > 0) {
      text.line(Figures.count(missed) + " not made ("
          + reasons.entrySet().stream().map(entry -> entry.getKey().code() + " ×" + Figures.count(entry.getValue()))
              .collect(Collectors.joining(", "))
          + ")");
    }
  }
}
