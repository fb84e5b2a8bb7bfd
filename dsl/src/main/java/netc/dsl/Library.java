package netc.dsl;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.diag.SourceSpan;
import netc.ir.op.OpSchema;

/** The blocks and nets of a file and of all that it imports. */
final class Library {
  private final Problems problems;
  private final SourceLoader loader;
  private final Map<String, SourceFile.Declaration> blocks = new LinkedHashMap<>();
  private final Map<String, SourceFile.Declaration> nets = new LinkedHashMap<>();
  private final Map<String, Boolean> read = new HashMap<>();
  private final List<SourceFile.Declaration> own = new ArrayList<>();
  private int length;

  Library(Problems problems, SourceLoader loader) {
    this.problems = problems;
    this.loader = loader;
  }

  /** Reads the main file and its imports. */
  void read(String path, String text) {
    read(path, text, new SourceSpan(path, 1, 1, 1), List.of());
  }

  /** The block of this name. */
  Optional<SourceFile.Declaration> block(String name) {
    return Optional.ofNullable(blocks.get(name));
  }

  /** The names of all blocks. */
  Set<String> blocks() {
    return blocks.keySet();
  }

  /** The nets of all files by name. */
  Map<String, SourceFile.Declaration> nets() {
    return nets;
  }

  /** The nets of the main file. */
  List<SourceFile.Declaration> ownNets() {
    return own;
  }

  private void read(String path, String text, SourceSpan origin, List<String> importers) {
    length = Math.addExact(length, Math.min(text.length(), Limits.TEXT + 1));
    if (length > Limits.TEXT) {
      throw Mistake.limit(origin, Code.GRAPH_SIZE, "the text has more than " + Limits.TEXT + " characters");
    }
    read.put(path, false);
    Optional<SourceFile> file = new SyntaxReader(problems).read(path, text.startsWith("\uFEFF") ? text.substring(1) : text);
    if (file.isPresent()) {
      List<String> chain = new ArrayList<>(importers);
      chain.add(path);
      file.get().imports().forEach(line -> load(line, chain));
      file.get().declarations().forEach(this::declare);
      if (importers.isEmpty()) {
        file.get().declarations().stream().filter(SourceFile.Declaration::net).forEach(own::add);
      }
    }
    read.put(path, true);
  }

  private void load(SourceFile.Import line, List<String> importers) {
    try {
      String path = resolve(line.span().file(), line.path(), line.span());
      if (Boolean.FALSE.equals(read.get(path))) {
        throw Mistake
            .of(Diagnostic.at(line.span(), Code.CYCLIC_IMPORT, "import \"" + line.path() + "\" leads back to the importing file").note(
                "the imports are " + String.join(" → ", importers) + " → " + path, Optional.empty()));
      }
      if (importers.size() > Limits.IMPORT_DEPTH || read.size() > Limits.FILES) {
        throw Mistake.limit(line.span(), Code.IMPORT_DEPTH,
            "imports are more than " + Limits.IMPORT_DEPTH + " levels deep, or of more than " + Limits.FILES + " files");
      }
      if (!read.containsKey(path)) {
        read(path, loader.load(path), line.span(), importers);
      }
    } catch (Mistake mistake) {
      problems.report(mistake);
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(diagnostic -> problems.report(located(diagnostic, line.span())));
    }
  }

  private void declare(SourceFile.Declaration declaration) {
    String what = declaration.net() ? "net" : "block";
    SourceFile.Declaration first = (declaration.net() ? nets : blocks).putIfAbsent(declaration.name(), declaration);
    if (first != null) {
      problems.report(Diagnostic.at(declaration.span(), Code.DUPLICATE_NAME, what + " \"" + declaration.name() + "\" is defined twice")
          .note("defined first",
              Optional.of(first.span())));
    }
    if (!declaration.net() && isBuiltIn(declaration.name())) {
      String message = "block \"" + declaration.name() + "\" has the name of a layer, an op or a function";
      problems.report(Diagnostic.at(declaration.span(), Code.DUPLICATE_NAME, message));
    }
    List<String> parameters = new ArrayList<>(declaration.net() ? List.of() : List.of("name"));
    for (SourceFile.Parameter parameter : declaration.parameters()) {
      if (parameters.contains(parameter.name())) {
        problems.report(Diagnostic.at(parameter.span(), Code.DUPLICATE_NAME, what + " \"" + declaration.name() + "\" has the parameter \""
            + parameter.name() + "\" already"));
      }
      parameters.add(parameter.name());
    }
  }

  private static boolean isBuiltIn(String name) {
    return Functions.NAMES.contains(name) || Layers.named(name).isPresent() || OpSchema.named(name).isPresent();
  }

  /** A path as written in a file, resolved against that file. */
  static String resolve(String file, String path, SourceSpan span) {
    try {
      return Path.of(file).resolveSibling(path).normalize().toString();
    } catch (InvalidPathException e) {
      throw Mistake.at(span, Code.UNREADABLE_FILE, "\"" + path + "\" is no path: " + e.getReason());
    }
  }

  /** A diagnostic of a file, shown where that file is named unless it has a place in it. */
  static Diagnostic located(Diagnostic diagnostic, SourceSpan span) {
    return diagnostic.span().isPresent() ? diagnostic
        : new Diagnostic(diagnostic.code(), diagnostic.message(), Optional.of(span), diagnostic.notes(), diagnostic.help());
  }
}
