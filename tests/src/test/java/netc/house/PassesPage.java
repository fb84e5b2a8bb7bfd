package netc.house;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import netc.Compiler;
import netc.Options;
import netc.RuleStatistics;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.match.Reason;
import netc.pass.Pass;
import netc.pass.Pipelines;
import netc.pass.Report;
import netc.pass.Rule;
import netc.pass.RulePass;
import netc.rule.algebra.Equation;

/** {@code docs/passes.md}, made of what passes and rules say about themselves, and of what they do with the models. */
final class PassesPage {
  /** Networks of the table of figures, with the settings of the form that is meant. */
  private static final Map<String, Map<String, String>> FIGURES = figures();

  /** Further forms of models that have them: ResNet as published, and ResNeXt's equivalent blocks (arXiv 1611.05431, figure 3). */
  private static final Map<String, Map<String, Map<String, String>>> FORMS =
      Map.of("resnet50", Map.of("v1", Map.of("v1", "true")),
          "resnext50_32x4d", new TreeMap<>(Map.of("form a", Map.of("form", "a"), "form b", Map.of("form", "b"))));

  private final RuleStatistics statistics;
  private final Set<String> written = new LinkedHashSet<>();
  private final StringBuilder page = new StringBuilder();

  private PassesPage(RuleStatistics statistics) {
    this.statistics = statistics;
  }

  private static Map<String, Map<String, String>> figures() {
    var figures = new LinkedHashMap<String, Map<String, String>>();
    for (String name : List.of("repvgg_a0", "repvgg_a1", "repvgg_a2", "repvgg_b0", "repvgg_b1", "inception_v3", "googlenet",
        "bninception")) {
      figures.put(name, Map.of());
    }
    figures.put("resnet50", Map.of("v1", "true"));
    for (String name : List.of("shufflenet_v2_x1_0", "mobilenet_v3_large", "vanillanet_6", "vgg19")) {
      figures.put(name, Map.of());
    }
    return figures;
  }

  /** Every model, optimized at the standard level. */
  static RuleStatistics zoo() {
    var statistics = new RuleStatistics();
    for (Path model : Sources.files("models", ".net")) {
      statistics.add(model.getFileName().toString().replace(".net", ""), optimize(model, Map.of()));
    }
    FORMS.forEach(
        (model, forms) -> forms.forEach((form, settings) -> statistics.add(model + " (" + form + ")", optimize(file(model), settings))));
    return statistics;
  }

  private static Path file(String model) {
    return Sources.ROOT.resolve("models").resolve(model + ".net");
  }

  private static Report optimize(Path model, Map<String, String> settings) {
    var compiler = new Compiler(Options.standard().withSettings(settings));
    return compiler.optimize(compiler.loadUnchecked(model).graph());
  }

  /** The page's text. */
  static String text(RuleStatistics statistics) {
    return new PassesPage(statistics).write();
  }

  private String write() {
    page.append("""
        # Passes and rules

        What the optimizer does, pass by pass. This page is made of the rules' own Javadoc, formulas and reasons, and of what they do at `-O2` with the
        models in `models/` and some further forms of them; `PassesPageTest` fails where it is out of date, and `-Dgolden=update` writes it anew. `netc opt FILE --explain` says the
        same of one network, place by place.

        Numerics: **exact** rewrites leave every bit as it is where all values are finite (but the sign of a zero, which zero taps may change), **rounding** ones sum in another order; `--numerics exact` allows the first kind only.
        A rule that need not gain (reason `not-profitable`) is decided by the cost model of `--target`, or by measurement at `-O3`.

        | pass | from | what it does |
        |---|---|---|
        """);
    Pipelines.all()
        .forEach(pass -> page.append("| [%s](#%s) | %s | %s |%n".formatted(pass.name(), pass.name(), level(pass), pass.summary())));
    Pipelines.all().forEach(this::pass);
    page.append("\n## Reasons\n\nWhy a rule does not apply, from a closed list:\n\n");
    Arrays.stream(Reason.values()).forEach(reason -> page.append("- `%s`: %s%n".formatted(reason.code(), RuleSources.meaning(reason))));
    writeFigures();
    return page.toString().replace("\r", "");
  }

  private static String level(Pass pass) {
    return Arrays.stream(Pipelines.Level.values()).filter(level -> Pipelines.of(level).contains(pass)).findFirst()
        .map(level -> "`-" + level + "`")
        .orElse("by name");
  }

  private void pass(Pass pass) {
    page.append("\n## ").append(pass.name()).append("\n\n");
    if (!(pass instanceof RulePass(_, String summary, List<Rule<?>> rules))) {
      page.append(RuleSources.javadoc(RuleSources.of(pass.getClass()))).append("\n\n").append(inTheZoo(pass.name())).append("\n");
      return;
    }
    page.append(capital(summary)).append(".\n");
    rules.stream().filter(rule -> !(rule instanceof Equation)).forEach(this::rule);
    equations(rules.stream().filter(Equation.class::isInstance).toList());
  }

  private void rule(Rule<?> rule) {
    page.append("\n### ").append(rule.id()).append("\n\n");
    if (!written.add(rule.id())) {
      page.append("As above.\n");
      return;
    }
    String source = RuleSources.of(rule.getClass());
    page.append(RuleSources.javadoc(source)).append("\n\n");
    String reasons = RuleSources.refusals(source).stream().map(reason -> "`" + reason.code() + "`").collect(Collectors.joining(", "));
    page.append("**").append(rule.exactness()).append("** · `").append(rule.formula()).append('`');
    page.append(reasons.isEmpty() ? "" : " · not where: " + reasons).append("\\\n").append(inTheZoo(rule.id())).append("\n");
  }

  private void equations(List<Rule<?>> rules) {
    if (rules.isEmpty()) {
      return;
    }
    page.append("\n| rule | equation | numerics | in the zoo |\n|---|---|---|---|\n");
    rules.forEach(rule -> page.append("| %s | `%s` | %s | %s |%n".formatted(rule.id(), rule.formula().replace("|", "\\|"), rule.exactness(),
        statistics.of(rule.id()).times() == 0 ? "-" : times(statistics.of(rule.id())))));
  }

  private String inTheZoo(String rule) {
    RuleStatistics.Row row = statistics.of(rule);
    return row.times() == 0 ? "In the zoo: nowhere." : "In the zoo: " + times(row) + ".";
  }

  private String times(RuleStatistics.Row row) {
    Optional<String> most = row.most().filter(_ -> row.networks() > 1);
    return "×" + String.format(Locale.ROOT, "%,d", row.times()) + " in "
        + (row.networks() == 1 ? row.most().orElseThrow() : row.networks() + " networks")
        + most.map(name -> ", most in " + name + " (" + statistics.times(row.rule(), name) + ")").orElse("");
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private void writeFigures() {
    page.append("""

        ## Figures

        Before and after `-O2`; a single number where nothing changed. Launches, bytes and time are the cost model's estimates for the CPU with one thread.

        | network | convolutions | batch norms | additions | concats | shuffles | parameters | MACs | launches | MiB moved | ms |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """);
    FIGURES.forEach((name, settings) -> page.append(figures(name, settings)));
  }

  private static String figures(String name, Map<String, String> settings) {
    Report report = optimize(file(name), settings);
    var cells = new ArrayList<String>();
    cells.add(name
        + settings.entrySet().stream().map(entry -> " (" + entry.getKey() + " = " + entry.getValue() + ")").collect(Collectors.joining()));
    for (String op : List.of("conv2d", "batchnorm", "add", "concat", "shuffle")) {
      ToIntFunction<Graph> count = graph -> Statistics.of(graph).ops().getOrDefault(op, 0);
      cells.add(change("%,d", count.applyAsInt(report.before()), count.applyAsInt(report.after())));
    }
    cells.add(change("%,d", report.statisticsBefore().parameters(), report.statisticsAfter().parameters()));
    cells.add(change("%,d", report.statisticsBefore().macs(), report.statisticsAfter().macs()));
    cells.add(change("%,d", report.estimateBefore().launches(), report.estimateAfter().launches()));
    cells.add(change("%.1f", report.estimateBefore().bytes() / 0x1p20, report.estimateAfter().bytes() / 0x1p20));
    cells.add(change("%.1f", report.estimateBefore().nanos() / 1e6, report.estimateAfter().nanos() / 1e6));
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String change(String format, Object before, Object after) {
    String left = String.format(Locale.ROOT, format, before);
    String right = String.format(Locale.ROOT, format, after);
    return left.equals(right) ? left : left + " → " + right;
  }
}
