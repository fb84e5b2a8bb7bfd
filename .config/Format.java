import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.core.ToolFactory;
import org.eclipse.jdt.core.formatter.CodeFormatter;
import org.eclipse.jdt.core.formatter.DefaultCodeFormatterConstants;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.Document;
import org.w3c.dom.Element;

/**
 * Checks or applies the layout of all Java sources below the working directory, with the Eclipse formatter and the profile beside this file. Run by
 * Maven as a single source file, on the JDK that Maven runs on: {@code java Format.java check|apply PROFILE JAVA_VERSION}.
 */
final class Format {
  private static final int COLUMNS = 140;

  /** The formatter drops the space after the comma in {@code case A _, B _ ->} and never wraps there: this finds such a label, and its commas. */
  private static final Pattern LABEL = Pattern.compile("(?m)^ *case [^\"'\n]*?(?: ->|:$)");
  private static final Pattern COMMA = Pattern.compile("(?<=[_)]),(?=\\S)");

  /** The formatter has no setting for an annotation on a module and joins the lines. */
  private static final Pattern MODULE_ANNOTATION = Pattern.compile("(?m)^(@\\w+) (?=(open )?module )");

  private final CodeFormatter formatter;

  private Format(Map<String, String> options) {
    formatter = ToolFactory.createCodeFormatter(options);
  }

  /** Exits with 1 if a source is not as it should be and is not to be changed. */
  public static void main(String[] args) throws Exception {
    boolean apply = switch (args[0]) {
      case "apply" -> true;
      case "check" -> false;
      default -> throw new IllegalArgumentException("format is check or apply, not " + args[0]);
    };
    var format = new Format(options(Path.of(args[1]), args[2]));
    List<Path> changed = new ArrayList<>();
    for (Path source : sources(Path.of(""))) {
      String text = Files.readString(source);
      String formatted = format.format(source, text);
      if (!formatted.equals(text)) {
        changed.add(source);
        if (apply) {
          Files.writeString(source, formatted);
        }
      }
    }
    changed.forEach(source -> System.out.println((apply ? "formatted: " : "not formatted: ") + source));
    if (!apply && !changed.isEmpty()) {
      System.out.println("To format them: ./mvnw -N validate -Dformat=apply");
      System.exit(1);
    }
  }

  private static Map<String, String> options(Path profile, String javaVersion) throws Exception {
    Map<String, String> options = new HashMap<>(DefaultCodeFormatterConstants.getEclipseDefaultSettings());
    for (String key : List.of(JavaCore.COMPILER_SOURCE, JavaCore.COMPILER_COMPLIANCE, JavaCore.COMPILER_CODEGEN_TARGET_PLATFORM)) {
      options.put(key, javaVersion);
    }
    var settings = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(profile.toFile()).getElementsByTagName("setting");
    for (int i = 0; i < settings.getLength(); i++) {
      var setting = (Element) settings.item(i);
      if (options.put(setting.getAttribute("id"), setting.getAttribute("value")) == null) {
        throw new IllegalArgumentException(profile + ": no such setting: " + setting.getAttribute("id"));
      }
    }
    return options;
  }

  private static List<Path> sources(Path root) throws IOException {
    try (var files = Files.find(root, Integer.MAX_VALUE, (file, _ignored) -> file.toString().endsWith(".java"))) {
      return files.filter(file -> !file.toString().matches("(.*[/\\\\])?target[/\\\\].*")).sorted().toList();
    }
  }

  /** The text laid out; formatted again while that changes it, since wrapping one expression can let another one fit. */
  private String format(Path source, String text) {
    String before = text;
    for (int round = 0; round < 4; round++) {
      String after = formatOnce(source, before);
      if (after.equals(before)) {
        return after;
      }
      before = after;
    }
    return before;
  }

  private String formatOnce(Path source, String text) {
    int kind = source.endsWith("module-info.java") ? CodeFormatter.K_MODULE_INFO : CodeFormatter.K_COMPILATION_UNIT;
    var edit = formatter.format(kind | CodeFormatter.F_INCLUDE_COMMENTS, text, 0, text.length(), 0, "\n");
    if (edit == null) {
      throw new UncheckedIOException(new IOException(source + ": cannot be parsed"));
    }
    var document = new Document(text);
    try {
      edit.apply(document);
    } catch (BadLocationException e) {
      throw new IllegalStateException(source.toString(), e);
    }
    String laidOut = MODULE_ANNOTATION.matcher(document.get()).replaceAll("$1\n");
    return LABEL.matcher(laidOut).replaceAll(label -> {
      String spaced = COMMA.matcher(label.group()).replaceAll(", ");
      return wrap(spaced, " ".repeat(spaced.indexOf("case ") + 4));
    });
  }

  private static String wrap(String label, String indentation) {
    int split = label.length() > COLUMNS ? label.lastIndexOf(", ", COLUMNS - 1) : -1;
    return split < 0 ? label : label.substring(0, split + 1) + "\n" + wrap(indentation + label.substring(split + 2), indentation);
  }
}
