package netc.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.match.Reason;
import netc.pass.Pipelines;
import netc.pass.Rule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every rule owes: a place in a pass, an equation, a positive test, a test of every refusal, no state. */
class RuleContractTest {
  private static final Pattern MENTION = Pattern.compile("\\b([A-Z][A-Z_]+)\\b");

  /** The classes in the rule packages that are rules. */
  private static List<Path> ruleSources() {
    return Sources.java("passes/src/main/java/netc/rule").stream().filter(file -> Sources.text(file).contains("implements Rule<")).toList();
  }

  @Test
  void everyRuleIsInAPass() {
    Set<String> placed =
        Pipelines.rules().stream().map(rule -> rule.getClass().getSimpleName()).collect(Collectors.toCollection(TreeSet::new));
    Set<String> written = ruleSources().stream().map(RuleContractTest::className).collect(Collectors.toCollection(TreeSet::new));
    assertThat(placed).isEqualTo(written);
  }

  @Test
  void idsAreUnique() {
    var ids = Pipelines.rules().stream().map(Rule::id).toList();
    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
  }

  @TestFactory
  Stream<DynamicTest> everyRuleHasItsEquationAndItsTests() {
    return ruleSources().stream().map(file -> DynamicTest.dynamicTest(className(file), () -> {
      String source = Sources.text(file);
      assertThat(source.substring(0, source.indexOf("implements Rule<"))).as("the Javadoc's equation").contains("=>");
      Path test = testOf(file);
      assertThat(test).as("the rule's test").exists();
      String tests = Sources.text(test);
      assertThat(tests).as("a positive test").contains("rewritesTo(");
      Set<String> tested = MENTION.matcher(tests).results().map(result -> result.group(1)).collect(Collectors.toSet());
      assertThat(tested).as("tests of the refusals in %s", file.getFileName())
          .containsAll(RuleSources.refusals(source).stream().map(Reason::name).toList());
    }));
  }

  @TestFactory
  Stream<DynamicTest> noRuleHasState() {
    return Pipelines.rules().stream().map(rule -> DynamicTest.dynamicTest(rule.id(), () -> assertThat(rule.getClass().getDeclaredFields())
        .allSatisfy(field -> assertThat(Modifier.toString(field.getModifiers())).contains("final"))));
  }

  private static String className(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static Path testOf(Path rule) {
    Path relative = Sources.ROOT.resolve("passes/src/main/java").relativize(rule);
    return Sources.ROOT.resolve("tests/src/test/java").resolve(relative).resolveSibling(className(rule) + "Test.java");
  }

  @Test
  void everyTestOfARuleIsOfARule() {
    Path tests = Sources.ROOT.resolve("tests/src/test/java");
    assertThat(Sources.java("tests/src/test/java/netc/rule").stream().filter(file -> Sources.text(file).contains("RuleTester.of(")))
        .allSatisfy(file -> {
          Path rule = Sources.ROOT.resolve("passes/src/main/java").resolve(tests.relativize(file))
              .resolveSibling(className(file).replaceAll("Test$", "") + ".java");
          assertThat(Files.exists(rule)).as("%s tests a rule", file.getFileName()).isTrue();
        });
  }
}
