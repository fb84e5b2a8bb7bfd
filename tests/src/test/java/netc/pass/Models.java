package netc.pass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import netc.dsl.NetLanguage;
import netc.dsl.Options;
import netc.dsl.SourceLoader;
import netc.dsl.WeightLoader;
import netc.ir.Graph;

/** The zoo's models, and nets of its families' blocks. */
final class Models {
  /** Tests run in their module's folder. */
  private static final Path FOLDER = Path.of("..", "models");

  private Models() {}

  /** The names of all models. */
  static Stream<String> names() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".net"))
          .map(file -> file.substring(0, file.length() - ".net".length()))
          .sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model with these values for its net's parameters. */
  static Graph graph(String model, Map<String, String> settings) {
    Path file = FOLDER.resolve(model + ".net");
    try {
      return parse(file, Files.readString(file), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The graph of a text that imports from the models' folder. */
  static Graph parse(String text, Map<String, String> settings) {
    return parse(FOLDER.resolve("test.net"), text, settings);
  }

  private static Graph parse(Path file, String text, Map<String, String> settings) {
    var options = new Options(settings, 0, Optional.empty(), SourceLoader.files(), WeightLoader.none(), List.of());
    return NetLanguage.parse(file.toString(), text, options).graphOrThrow();
  }
}
