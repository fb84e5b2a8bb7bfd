package netc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file of the folder {@code diagnostics} has exactly the mistakes that its comments say: {@code # expected-error E0203 part of the message} on the
 * offending line. What the folder {@code imports} has is imported by them.
 */
class DiagnosticsTest {
  private static final Path FOLDER = Path.of("src/test/resources/diagnostics");
  private static final String MARK = "# expected-error ";

  private record Expected(String file, int line, String code, String message) {
    boolean matches(Diagnostic diagnostic) {
      return diagnostic.span().filter(span -> span.file().equals(file) && span.line() == line).isPresent()
          && diagnostic.code().toString().equals(code) && diagnostic.message().contains(message);
    }
  }

  private record Case(List<Diagnostic> diagnostics, List<Expected> expected) {}

  @TestFactory
  Stream<DynamicTest> everyFileHasTheMistakesThatItSays() {
    return files(FOLDER).stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(run(file, new TreeSet<>()))));
  }

  private static void check(Case run) {
    assertThat(run.expected()).as("expectations").isNotEmpty();
    assertThat(run.diagnostics()).as("unexpected")
        .allMatch(diagnostic -> run.expected().stream().anyMatch(expected -> expected.matches(diagnostic)));
    assertThat(run.expected()).as("missing").allMatch(expected -> run.diagnostics().stream().anyMatch(expected::matches));
    assertThat(run.diagnostics()).hasSameSizeAs(run.expected());
  }

  @Test
  void everyDiagnosticOfTheLanguageIsHitAndEveryImportIsUsed() {
    Set<String> used = new TreeSet<>();
    Set<Code> hit = EnumSet.noneOf(Code.class);
    files(FOLDER).forEach(file -> run(file, used).diagnostics().forEach(diagnostic -> hit.add(diagnostic.code())));
    hit.add(Code.IMPORT_DEPTH); // takes more files than this folder should have: LimitsTest
    assertThat(hit).containsAll(Arrays.stream(Code.values()).filter(code -> code.toString().matches("E0[123]..")).toList());
    assertThat(files(FOLDER.resolve("imports")).stream().map(Path::toString)).isSubsetOf(used);
  }

  private static Case run(Path file, Set<String> used) {
    SourceLoader sources = path -> {
      String text = SourceLoader.files().load(path);
      used.add(path);
      return text;
    };
    var options = Options.defaults().withSources(sources).withWeights(DiagnosticsTest::weights);
    List<Diagnostic> diagnostics = switch (NetLanguage.parse(file.toString(), read(file), options)) {
      case Result.Failed(var found) -> found;
      case Result.Parsed _ -> List.of();
    };
    Set<String> touched =
        diagnostics.stream().flatMap(d -> d.span().stream()).map(span -> span.file()).collect(Collectors.toCollection(TreeSet::new));
    touched.add(file.toString());
    return new Case(diagnostics, touched.stream().flatMap(path -> expected(path).stream()).toList());
  }

  private static Map<String, Tensor> weights(String path) {
    if (!path.endsWith("/weights.safetensors")) {
      throw new DiagnosticException(Diagnostic.of(Code.UNREADABLE_FILE, "cannot read \"" + path + "\": there is no such file"));
    }
    return Map.of("a", Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6), "b", Tensor.of(Shape.of(2), 1, 2));
  }

  private static List<Expected> expected(String file) {
    List<Expected> expected = new ArrayList<>();
    String[] lines = read(Path.of(file)).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      int mark = lines[i].indexOf(MARK);
      if (mark >= 0) {
        String[] parts = lines[i].substring(mark + MARK.length()).strip().split(" ", 2);
        expected.add(new Expected(file, i + 1, parts[0], parts[1]));
      }
    }
    return expected;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".net")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
