package netc.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import netc.RuleStatistics;
import netc.pass.Pipelines;
import netc.pass.Rule;
import netc.rule.algebra.Equation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/passes.md} is what the rules say of themselves; a rule that no model needs says why it is there. */
class PassesPageTest {
  private static final Path PAGE = Sources.ROOT.resolve("docs/passes.md");
  private static final String EXCUSE = "in no network of the zoo";

  private static RuleStatistics zoo = new RuleStatistics();

  @BeforeAll
  static void optimizesTheZoo() {
    zoo = PassesPage.zoo();
  }

  @Test
  void isUpToDate() throws IOException {
    String text = PassesPage.text(zoo);
    if ("update".equals(System.getProperty("golden"))) {
      assertThat(System.getenv("CI")).as("-Dgolden=update on CI").isNotEqualTo("true");
      Files.writeString(PAGE, text);
    }
    assertThat(PAGE).as("-Dgolden=update writes it").exists();
    assertThat(Files.readString(PAGE)).as("docs/passes.md; -Dgolden=update writes it anew").isEqualTo(text);
  }

  @Test
  void aRuleThatFiresNowhereSaysWhy() {
    assertThat(Pipelines.rules().stream().filter(rule -> !(rule instanceof Equation)).filter(rule -> zoo.of(rule.id()).times() == 0))
        .allSatisfy(rule -> assertThat(RuleSources.javadoc(RuleSources.of(rule.getClass()))).as(rule.id()).contains(EXCUSE));
  }

  @Test
  void aRuleThatFiresDoesNotSayThatItDoesNot() {
    assertThat(Pipelines.rules().stream().filter(rule -> zoo.of(rule.id()).times() > 0))
        .allSatisfy(rule -> assertThat(RuleSources.javadoc(RuleSources.of(rule.getClass()))).as(rule.id()).doesNotContain(EXCUSE));
  }
}
