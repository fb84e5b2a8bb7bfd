package netc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import netc.dsl.Suggestions;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.diag.SourceSpan;
import netc.ir.tensor.Tensor;

/**
 * What a {@code .names} file says: which file of weights it is about, and what that file's weights are called in the net.
 *
 * <pre>
 * weights "resnet50.npz"       # beside this file
 * backbone.* -&gt; *              # a star stands for any text
 * head.weight -&gt; fc.weight
 * head.scale -&gt;                # no weight of the net
 * </pre>
 *
 * The first line that a name matches decides; names that match none stay.
 */
final class Renames {
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
  private static final Pattern WEIGHTS = Pattern.compile("weights\\s+\"([^\"]+)\"");
  private static final Pattern RENAME = Pattern.compile("(\\S+)\\s*->\\s*(\\S*)");

  /**
   * A line.
   *
   * @param from the pattern of the file's names
   * @param to what a star in it is put into; empty if the weight is left out
   */
  private record Line(String from, String to, SourceSpan span) {
    /** What a name becomes; empty if this line is not about it. */
    Optional<String> rename(String name) {
      int star = from.indexOf('*');
      if (star < 0) {
        return name.equals(from) ? Optional.of(to) : Optional.empty();
      }
      String before = from.substring(0, star);
      String after = from.substring(star + 1);
      return name.length() >= before.length() + after.length() && name.startsWith(before) && name.endsWith(after)
          ? Optional.of(to.replace("*", name.substring(before.length(), name.length() - after.length()))) : Optional.empty();
    }
  }

  private final String weights;
  private final List<Line> lines;

  private Renames(String weights, List<Line> lines) {
    this.weights = weights;
    this.lines = lines;
  }

  /**
   * The renames in a text.
   *
   * @throws DiagnosticException with all of its mistakes
   */
  static Renames parse(String file, String text) {
    var weights = new ArrayList<String>();
    var lines = new ArrayList<Line>();
    var mistakes = new ArrayList<Diagnostic>();
    List<String> written = text.lines().toList();
    for (int i = 0; i < written.size(); i++) {
      String line = COMMENT.matcher(written.get(i)).replaceFirst("").strip();
      var span = new SourceSpan(file, i + 1, 1 + Math.max(0, written.get(i).indexOf(line)), Math.max(1, line.length()));
      Matcher about = WEIGHTS.matcher(line);
      Matcher rename = RENAME.matcher(line);
      if (about.matches()) {
        weights.add(about.group(1));
      } else if (rename.matches() && stars(rename.group(1)) < 2 && stars(rename.group(2)) <= stars(rename.group(1))) {
        lines.add(new Line(rename.group(1), rename.group(2), span));
      } else if (!line.isEmpty()) {
        mistakes.add(Diagnostic.at(span, Code.SYNTAX, "\"" + line + "\" is no rename")
            .help("theirs -> ours, with one * on both sides or on the left"));
      }
    }
    if (weights.size() != 1) {
      mistakes
          .add(Diagnostic.at(new SourceSpan(file, 1, 1, 1), Code.INCOMPLETE, weights.size() + " files of weights are named, expected one")
              .help("weights \"file.safetensors\""));
    }
    if (!mistakes.isEmpty()) {
      throw new DiagnosticException(mistakes);
    }
    return new Renames(weights.getFirst(), lines);
  }

  private static long stars(String name) {
    return name.chars().filter(character -> character == '*').count();
  }

  /** The path of the weights' file, from where this file is. */
  String weights() {
    return weights;
  }

  /**
   * The same tensors under their new names.
   *
   * @throws DiagnosticException if a line is about no tensor, or two tensors get the same name
   */
  Map<String, Tensor> apply(Map<String, Tensor> tensors) {
    var renamed = new LinkedHashMap<String, Tensor>();
    var mistakes = new ArrayList<Diagnostic>();
    Map<String, String> origins = new HashMap<>();
    Set<Line> used = new HashSet<>();
    tensors.forEach((name, tensor) -> {
      Optional<Line> line = lines.stream().filter(candidate -> candidate.rename(name).isPresent()).findFirst();
      line.ifPresent(used::add);
      String ours = line.flatMap(found -> found.rename(name)).orElse(name);
      String first = ours.isEmpty() ? null : origins.putIfAbsent(ours, name);
      if (first != null) {
        String message = "\"" + first + "\" and \"" + name + "\" both become \"" + ours + "\"";
        mistakes.add(line.map(found -> Diagnostic.at(found.span(), Code.DUPLICATE_NAME, message))
            .orElseGet(() -> Diagnostic.of(Code.DUPLICATE_NAME, message)));
      } else if (!ours.isEmpty()) {
        renamed.put(ours, tensor);
      }
    });
    lines.stream().filter(line -> !used.contains(line)).forEach(line -> mistakes.add(unused(line, tensors.keySet())));
    if (!mistakes.isEmpty()) {
      throw new DiagnosticException(mistakes);
    }
    return renamed;
  }

  private Diagnostic unused(Line line, Set<String> names) {
    var diagnostic =
        Diagnostic.at(line.span(), Code.UNKNOWN_NAME, "no weight in \"" + weights + "\" is left that \"" + line.from() + "\" is about");
    return Suggestions.nearest(line.from(), names).map(near -> diagnostic.help("did you mean \"" + near + "\"?")).orElse(diagnostic);
  }
}
