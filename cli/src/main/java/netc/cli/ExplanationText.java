package netc.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import netc.ir.Origin;
import netc.ir.diag.SourceSpan;
import netc.match.Reason;
import netc.pass.Remark;
import netc.pass.Report;

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
  void print(Report report) {
    List<Remark> shown = Explanation.relevant(report.remarks(), all);
    printGroups(shown);
    summarize(shown, report);
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
      sites(group.remarks(), ExplanationText::detail);
    } else {
      text.line("  " + text.styled(Text.Role.GOOD, group.rule()) + often + ": " + Effects.describe(group.effect(), group.change()));
      group.formula().ifPresent(formula -> text.line("    " + text.styled(Text.Role.FAINT, formula)));
      sites(group.remarks(), ExplanationText::node);
    }
  }

  private void sites(List<Remark> remarks, Function<Remark, String> words) {
    List<Sites.Site> sites = remarks.stream().map(remark -> Sites.Site.of(remark, words.apply(remark))).toList();
    Sites.lines(sites, all).forEach(line -> text.line("    " + line));
  }

  /** The node, and what it came from where its name does not say so. */
  private static String node(Remark remark) {
    String origin = Origin.describe(remark.origin(), NAMED);
    return remark.node().endsWith(" " + origin) ? remark.node() : remark.node() + ", from " + origin;
  }

  private static String detail(Remark remark) {
    String detail = remark.outcome() instanceof Remark.Result.Missed missed ? missed.detail() : "";
    return detail.contains(remark.node()) ? detail : remark.node() + ": " + detail;
  }

  private void summarize(List<Remark> remarks, Report report) {
    long passed = remarks.stream().filter(Remark::passed).count();
    if (passed == 0) {
      text.line(text.styled(Text.Role.STRONG, "no rewrite was made"));
    } else {
      text.line(text.styled(Text.Role.STRONG, Figures.plural(passed, "rewrite") + " made: " + Effects.between(report)));
      text.line("estimated for " + report.model().target() + ": " + Effects.between(report.estimateBefore(), report.estimateAfter()));
    }
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
