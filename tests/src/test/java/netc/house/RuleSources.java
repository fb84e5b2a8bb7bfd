package netc.house;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import netc.match.Reason;

/** What the sources of passes and rules say about them. */
final class RuleSources {
  private static final Pattern REASON = Pattern.compile("\\bReason\\.([A-Z_]+)");
  private static final Pattern JAVADOC =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@[^\\n]*\\s+)*public (?:final )?(?:class|record)", Pattern.DOTALL);

  /** Of lines. */
  private static final int WIDTH = 150;

  private RuleSources() {}

  /** The source of a class of the passes. */
  static String of(Class<?> type) {
    return Sources.text(Sources.ROOT.resolve("passes/src/main/java").resolve(Path.of(type.getName().replace('.', '/') + ".java")));
  }

  /** The reasons that a rule can give: those it names, and those of the patterns it is made of. */
  static Set<Reason> refusals(String source) {
    Set<Reason> reasons =
        REASON.matcher(source).results().map(result -> Reason.valueOf(result.group(1))).collect(Collectors.toCollection(TreeSet::new));
    if (source.contains("withOneUse()")) {
      reasons.addAll(List.of(Reason.SECOND_USE, Reason.IS_OUTPUT));
    }
    if (source.contains("constant()")) {
      reasons.add(Reason.NOT_CONSTANT);
    }
    if (source.contains("roposed(")) {
      reasons.add(Reason.NOT_PROFITABLE);
    }
    reasons.remove(Reason.OTHER_OP);
    return reasons;
  }

  /** What a reason's Javadoc says. */
  static String meaning(Reason reason) {
    Matcher matcher = Pattern.compile("/\\*\\* (.*) \\*/\\s+" + reason.name() + "\\(").matcher(of(Reason.class));
    if (!matcher.find()) {
      throw new IllegalArgumentException(reason + " has no Javadoc of one line");
    }
    String text = matcher.group(1);
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  /** The Javadoc of a source's class, as Markdown. */
  static String javadoc(String source) {
    Matcher matcher = JAVADOC.matcher(source);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no Javadoc in " + source.lines().findFirst().orElse(""));
    }
    String text = matcher.group(1).lines().map(line -> line.replaceFirst("^\\s*\\* ?", "")).collect(Collectors.joining("\n")).strip();
    var markdown = new StringBuilder();
    for (String part : text.split("(?=<pre>)|(?<=</pre>)", -1)) {
      markdown.append(part.startsWith("<pre>") ? code(part) : prose(part));
    }
    return markdown.toString().strip().replaceAll("\n{3,}", "\n\n");
  }

  private static String code(String block) {
    String lines =
        plain(block.replace("<pre>", "").replace("</pre>", "")).lines().filter(line -> !line.isBlank()).map(String::stripTrailing)
            .collect(Collectors.joining("\n"));
    return "\n\n```\n" + lines.stripIndent() + "\n```\n\n";
  }

  private static String prose(String text) {
    String links = text.replaceAll("\\{@(?:code|literal)\\s+([^}]*)\\}", "`$1`")
        .replaceAll("\\{@link(?:plain)?\\s+[\\w.]*#?([\\w.]+)[^}]*\\}", "`$1`");
    return plain(links).replaceAll("\\s*<p>\\s*", "\n\n").lines().map(String::strip).collect(Collectors.joining("\n"))
        .replaceAll("(?<!\n)\n(?!\n)", " ").replaceAll("([^\n]{1,%d})(?: +|$)(?!\n)".formatted(WIDTH), "$1\n").strip();
  }

  private static String plain(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replaceAll("</?(?:i|em|b|sub|sup|ul|li)>", "");
  }
}
