package netc;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import netc.dsl.NetLanguage;
import netc.dsl.SourceLoader;
import netc.ir.Graph;

/** Nets from {@code .net} files, with what they import and the weights they name. */
final class SourceFiles {
  private final Set<Path> files = new LinkedHashSet<>();

  private SourceFiles() {}

  /** Reads the net of a file. */
  static Model load(Path file, Options options) {
    var files = new SourceFiles();
    return files.read(file, files.source(file.toString()), options);
  }

  /** Reads the net of a text, as if it were in that file. */
  static Model load(Path file, String text, Options options) {
    return new SourceFiles().read(file, text, options);
  }

  private Model read(Path file, String text, Options options) {
    var weights = new WeightFiles();
    var dsl = new netc.dsl.Options(options.settings(), options.seed(), options.net(), this::source, path -> weights.read(Path.of(path)),
        options.weights().stream().map(Path::toString).toList());
    Graph graph = NetLanguage.parse(file.toString(), text, dsl).graphOrThrow();
    files.addAll(weights.files());
    return new Model(graph, List.of(), files);
  }

  private String source(String path) {
    String text = SourceLoader.files().load(path);
    files.add(Path.of(path));
    return text;
  }
}
