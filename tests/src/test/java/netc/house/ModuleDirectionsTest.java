package netc.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Modules depend on each other, and on libraries, only in the directions that the design allows. */
class ModuleDirectionsTest {
  /** Each module's folder, with all that it may require beyond the JDK's modules. */
  private static final Map<String, Set<String>> ALLOWED = Map.of(
      "ir", Set.of(),
      "dsl", Set.of("netc.ir", "org.antlr.antlr4.runtime"),
      "formats", Set.of("netc.ir", "com.google.protobuf"),
      "passes", Set.of("netc.ir"),
      "backend-cpu", Set.of("netc.ir"),
      "backend-tornado", Set.of("netc.ir", "tornado.api"),
      "compiler", Set.of("netc.ir", "netc.dsl", "netc.formats", "netc.passes"),
      "cli", Set.of("netc.ir", "netc.passes", "netc.formats", "netc.compiler", "info.picocli", "com.fasterxml.jackson.core",
          "tools.jackson.core"),
      "bench", Set.of("netc.ir", "netc.dsl", "netc.formats", "netc.passes", "netc.compiler", "com.microsoft.onnxruntime"));

  private static final Pattern REQUIRES = Pattern.compile("requires\\s+(?:static\\s+|transitive\\s+)*([\\w.]+)\\s*;");
  private static final Pattern REACTOR_DEPENDENCY = Pattern.compile("<artifactId>netc-([a-z-]+)</artifactId>");

  @TestFactory
  Stream<DynamicTest> everyModuleRequiresOnlyWhatItMay() {
    return ALLOWED.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
      String text = Sources.text(Sources.ROOT.resolve(entry.getKey()).resolve("src/main/java/module-info.java"));
      Set<String> required = REQUIRES.matcher(text).results().map(result -> result.group(1)).collect(Collectors.toCollection(TreeSet::new));
      required.removeIf(name -> name.startsWith("java.") || name.startsWith("jdk.") || name.equals("org.jspecify"));
      assertThat(entry.getValue()).containsAll(required);
    }));
  }

  @TestFactory
  Stream<DynamicTest> nothingDependsOnTestsOrTheCommandLine() {
    return ALLOWED.keySet().stream().map(module -> DynamicTest.dynamicTest(module, () -> {
      String pom = Sources.text(Sources.ROOT.resolve(module).resolve("pom.xml"));
      String dependencies =
          pom.contains("<dependencies>") ? pom.substring(pom.indexOf("<dependencies>"), pom.lastIndexOf("</dependencies>")) : "";
      Set<String> modules = REACTOR_DEPENDENCY.matcher(dependencies).results().map(result -> result.group(1)).collect(Collectors.toSet());
      assertThat(modules).doesNotContain("tests", "bench", "cli");
    }));
  }
}
