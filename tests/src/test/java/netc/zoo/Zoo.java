package netc.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import netc.dsl.NetLanguage;
import netc.dsl.Options;
import netc.dsl.SourceLoader;
import netc.dsl.WeightLoader;
import netc.ir.Graph;

/** The models and what is known of them. */
final class Zoo {
  /** The folder of the models; tests run in their module's folder. */
  static final Path MODELS = Path.of("..", "models");

  private Zoo() {}

  /** The names of all models. */
  static List<String> models() {
    return names(MODELS);
  }

  /** The names of the {@code .net} files in {@code folder}, without their ending. */
  static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".net")).map(name -> name.replace(".net", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model's graph. */
  static Graph graph(String model, Map<String, String> settings) {
    Path file = MODELS.resolve(model + ".net");
    Options options = new Options(settings, 0, Optional.empty(), SourceLoader.files(), WeightLoader.none(), List.of());
    try {
      return NetLanguage.parse(file.toString(), Files.readString(file), options).graphOrThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The graph of a text that stands alone. */
  static Graph parse(String text) {
    return NetLanguage.parse("text.net", text, Options.defaults()).graphOrThrow();
  }

  /** The rows of a table beside this class: fields between tabs, {@code #} before a comment. */
  static Stream<List<String>> table(String resource) {
    try (InputStream in = Objects.requireNonNull(Zoo.class.getResourceAsStream(resource), resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).map(line -> Arrays.asList(line.split("\t")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
