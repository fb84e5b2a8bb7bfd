package netc.dsl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import netc.ir.Graph;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;

/**
 * The front door of the language.
 *
 * <pre>{@code
 * switch (NetLanguage.parse("models/tiny.net", text, Options.defaults().with("classes", "10"))) {
 *   case Result.Parsed(var graph, _) -> run(graph);
 *   case Result.Failed(var diagnostics) -> diagnostics.forEach(this::show);
 * }
 * }</pre>
 */
public final class NetLanguage {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");

  private final Options options;
  private final Problems problems = new Problems();
  private final Library library;

  private NetLanguage(Options options) {
    this.options = options;
    this.library = new Library(problems, options.sources());
  }

  /**
   * The graph of a file's net.
   *
   * @param file the file's path, against which its imports and weights are resolved and which its diagnostics name
   * @param text the file's text
   */
  public static Result parse(String file, String text, Options options) {
    return new NetLanguage(options).run(file, text);
  }

  private Result run(String file, String text) {
    try {
      library.read(file, text);
      if (problems.isEmpty()) {
        SourceFile.Declaration net = chosen(file);
        Map<String, Datum> settings = settings(net);
        Optional<Graph> graph = new Elaborator(net, library, options, problems).run(settings);
        if (graph.isPresent()) {
          return new Result.Parsed(graph.get(), net.parameters().stream()
              .map(parameter -> new Result.Setting(parameter.name(), parameter.initial().map(_ -> parameter.text()))).toList());
        }
      }
    } catch (Mistake mistake) {
      mistake.diagnostic().ifPresent(problems::add);
    }
    return new Result.Failed(problems.inOrder());
  }

  /** The net that the options name, or the file's only one. */
  private SourceFile.Declaration chosen(String file) {
    List<SourceFile.Declaration> own = library.ownNets();
    SourceSpan start = new SourceSpan(file, 1, 1, 1);
    if (options.net().isPresent()) {
      String name = options.net().get();
      SourceFile.Declaration net = library.nets().get(name);
      if (net != null) {
        return net;
      }
      var diagnostic = Diagnostic.of(Code.UNKNOWN_OPTION_VALUE, "net \"" + name + "\" is not in " + file);
      Optional<String> near = Suggestions.nearest(name, library.nets().keySet());
      throw Mistake.of(diagnostic
          .help(near.map(other -> "did you mean \"" + other + "\"?").orElse("it has " + names(List.copyOf(library.nets().values())))));
    }
    if (own.isEmpty()) {
      throw Mistake.of(Diagnostic.at(start, Code.INCOMPLETE, "the file has no net").help("net name { … }"));
    }
    if (own.size() > 1) {
      String message = "the file has " + own.size() + " nets, and none is chosen: " + names(own);
      throw Mistake.at(own.get(1).span(), Code.INCOMPLETE, message);
    }
    return own.getFirst();
  }

  private static String names(List<SourceFile.Declaration> nets) {
    return nets.stream().map(net -> "\"" + net.name() + "\"").collect(Collectors.joining(", "));
  }

  private Map<String, Datum> settings(SourceFile.Declaration net) {
    Map<String, Datum> values = new HashMap<>();
    List<String> parameters = net.parameters().stream().map(SourceFile.Parameter::name).toList();
    options.settings().forEach((name, text) -> {
      if (parameters.contains(name)) {
        values.put(name, setting(name, text));
      } else {
        var diagnostic =
            Diagnostic.of(Code.UNKNOWN_OPTION_VALUE, "--set " + name + ": net \"" + net.name() + "\" has no parameter \"" + name + "\"");
        Optional<String> near = Suggestions.nearest(name, parameters);
        String known = parameters.isEmpty() ? "it has none" : "it has " + String.join(", ", parameters);
        problems.report(diagnostic.help(near.map(other -> "did you mean \"" + other + "\"?").orElse(known)));
      }
    });
    return values;
  }

  private Datum setting(String name, String text) {
    String option = "--set " + name + "=" + text;
    var inside = new Problems();
    Optional<Expression> expression = new SyntaxReader(inside).readExpression(option, 1, 0, text);
    if (expression.isPresent() && expression.get() instanceof Expression.Name && WORD.matcher(text.strip()).matches()) {
      return new Datum.Text(text.strip());
    }
    try {
      return Expressions.constant(expression.orElseThrow(() -> Mistake.of(inside.inOrder().getFirst())));
    } catch (Mistake mistake) {
      String reason = mistake.diagnostic().map(Diagnostic::message).orElse("no value");
      problems.report(Diagnostic.of(Code.UNKNOWN_OPTION_VALUE, option + ": " + reason)
          .help("a value is a number, true, false, a word, a \"string\" or a [list]"));
      return new Datum.Poison();
    }
  }
}
