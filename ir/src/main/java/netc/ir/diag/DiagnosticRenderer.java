package netc.ir.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Shows diagnostics to people, with the line of the source:
 *
 * <pre>
 * models/vgg.net:12:14: error E0203: conv2d: input has 3 channels, weight expects 64
 *   12 |   y = conv2d(x, w1, stride = [2, 2])
 *      |              ^
 *   note: x is f32[1, 3, 224, 224], defined at 9:3
 *   help: w1 is f32[64, 64, 3, 3]; conv2d weights are OIHW, so the second dimension must be 3 / groups
 * </pre>
 *
 * A note's place follows its message after {@code at}, with the file if it is another. Tabs stay, wide characters count twice, and of a very long line
 * only the part around the mistake is shown.
 */
public final class DiagnosticRenderer {
  private static final Pattern LINE_FEED = Pattern.compile("\n");
  private static final int SHOWN = 120;
  private static final int BEFORE = 80;
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[1;31m";
  private static final String BLUE = "\u001b[34m";
  private static final String CYAN = "\u001b[36m";
  private static final String PLAIN = "\u001b[0m";

  private final Function<String, Optional<String>> sources;
  private final boolean colour;

  /**
   * Shows diagnostics of these sources.
   *
   * @param sources the text of a file by its path as in {@link SourceSpan#file}; a file without text is shown without its line
   * @param colour whether to use ANSI colours
   */
  public DiagnosticRenderer(Function<String, Optional<String>> sources, boolean colour) {
    this.sources = sources;
    this.colour = colour;
  }

  /** All of them, one after the other. */
  public String render(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(this::render).collect(Collectors.joining());
  }

  /** One of them; ends with a line break. */
  public String render(Diagnostic diagnostic) {
    List<String> lines = new ArrayList<>();
    String place = diagnostic.span().map(span -> paint(BOLD, printable(span.toString()) + ":") + " ").orElse("");
    lines.add(place + paint(RED, "error " + diagnostic.code() + ":") + " " + paint(BOLD, printable(diagnostic.message())));
    diagnostic.span().ifPresent(span -> lines.addAll(excerpt(span)));
    for (Diagnostic.Note note : diagnostic.notes()) {
      String where = note.span().map(span -> " at " + place(span, diagnostic.span())).orElse("");
      lines.add("  " + paint(CYAN, "note:") + " " + printable(note.message() + where));
    }
    diagnostic.help().ifPresent(help -> lines.add("  " + paint(CYAN, "help:") + " " + printable(help)));
    return String.join("\n", lines) + "\n";
  }

  private String paint(String style, String text) {
    return colour ? style + text + PLAIN : text;
  }

  private static String place(SourceSpan span, Optional<SourceSpan> from) {
    boolean sameFile = from.filter(other -> other.file().equals(span.file())).isPresent();
    return sameFile ? span.line() + ":" + span.column() : span.toString();
  }

  /** The line of a span and the marks below it. */
  private List<String> excerpt(SourceSpan span) {
    Optional<String> line = sources.apply(span.file()).flatMap(text -> line(text, span.line()));
    if (line.isEmpty()) {
      return List.of();
    }
    int[] characters = printable(line.get()).codePoints().toArray();
    int column = Math.min(span.column() - 1, characters.length);
    int from = characters.length > SHOWN ? Math.max(0, Math.min(column - BEFORE, characters.length - SHOWN)) : 0;
    int to = Math.min(characters.length, from + SHOWN);
    String shown = (from > 0 ? "…" : "") + new String(characters, from, to - from) + (to < characters.length ? "…" : "");
    int end = Math.max(column + 1, Math.min(column + span.length(), to));
    var marks = new StringBuilder(from > 0 ? " " : "");
    for (int i = from; i < end; i++) {
      int character = i < characters.length ? characters[i] : ' ';
      String mark = i >= column ? "^" : character == '\t' ? "\t" : " ";
      marks.append(mark.repeat(width(character)));
    }
    String number = Integer.toString(span.line());
    String gutter = paint(BLUE, "  " + number + " |");
    String empty = paint(BLUE, "  " + " ".repeat(number.length()) + " |");
    return List.of(gutter + " " + shown, empty + " " + paint(RED, marks.toString()));
  }

  /** A line without its end; lines end as the language counts them, at line feeds. */
  private static Optional<String> line(String text, int number) {
    Optional<String> line = LINE_FEED.splitAsStream(text.startsWith("\uFEFF") ? text.substring(1) : text).skip(number - 1L).findFirst();
    return line.map(found -> found.endsWith("\r") ? found.substring(0, found.length() - 1) : found)
        .or(() -> number == 1 ? Optional.of("") : Optional.empty());
  }

  /** The text without characters that would move the cursor or change colours. */
  private static String printable(String text) {
    return text.codePoints().map(c -> c != '\t' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) ? '\uFFFD' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }

  /** The columns that a character takes: none for combining marks, two for the wide ones of East Asia and emoji. */
  private static int width(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(character) ? 2 : 1;
    };
  }

  /** The blocks that Unicode's East Asian Width (UAX 11) calls wide, roughly. */
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  }
}
