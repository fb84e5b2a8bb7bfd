package netc.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import netc.ir.diag.Code;
import netc.pass.Pipelines;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every source owes to its readers. */
class SourceRulesTest {
  private static final int LINES = 400;
  private static final List<String> MODULES =
      List.of("ir", "dsl", "formats", "passes", "compiler", "backend-cpu", "backend-tornado", "cli", "bench", "tests");

  @Test
  void noFileIsTooLongToRead() {
    assertThat(sources()).allSatisfy(file -> assertThat(Sources.text(file).lines().count()).as(file.toString()).isLessThanOrEqualTo(LINES));
  }

  @Test
  void everyPackageOfTheProductSaysItsPurpose() {
    assertThat(MODULES.stream().flatMap(module -> Sources.java(module + "/src/main/java").stream())
        .filter(file -> !file.endsWith("module-info.java"))
        .map(Path::getParent)
        .distinct()).allSatisfy(folder -> assertThat(Files.exists(folder.resolve("package-info.java"))).as(folder.toString()).isTrue());
  }

  @Test
  void switchesOverOpsHaveNoDefaultInTheEvaluatorTheEngineAndTheExporters() {
    List<String> folders = List.of("ir/src/main/java/netc/ir/eval", "backend-cpu/src/main/java", "backend-tornado/src/main/java",
        "formats/src/main/java/netc/formats/onnx");
    assertThat(folders.stream().flatMap(folder -> Sources.java(folder).stream()).filter(file -> Sources.text(file).contains("case Conv2d")))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(Sources.text(file)).as(file.toString()).doesNotContain("default ->"));
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void everyDiagnosticHasACase(Code code) {
    Stream<Path> tests = Stream.concat(Sources.java("tests/src/test/java").stream(), resources());
    assertThat(tests.anyMatch(file -> mentions(file, code))).as("a test that expects %s (%s)", code, code.name()).isTrue();
  }

  private static boolean mentions(Path file, Code code) {
    String text = Sources.text(file);
    return text.contains(code.toString()) || text.contains("Code." + code.name());
  }

  private static Stream<Path> resources() {
    try (Stream<Path> files = Files.walk(Sources.ROOT.resolve("tests/src/test/resources"))) {
      return files.filter(file -> file.toString().endsWith(".net")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyPassSaysWhatItDoes() {
    return Pipelines.all().stream().map(pass -> DynamicTest.dynamicTest(pass.name(), () -> {
      assertThat(pass.name()).matches("[a-z]+(-[a-z]+)*");
      assertThat(pass.summary()).isNotBlank().doesNotContain("\n");
      assertThat(Pipelines.named(pass.name())).contains(pass);
    }));
  }

  private static Stream<Path> sources() {
    return MODULES.stream().flatMap(module -> Sources.java(module + "/src").stream());
  }
}
