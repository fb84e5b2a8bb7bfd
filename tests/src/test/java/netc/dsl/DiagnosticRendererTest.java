package netc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticRenderer;
import netc.ir.diag.SourceSpan;
import org.junit.jupiter.api.Test;

/** How people are shown what is wrong. */
class DiagnosticRendererTest {
  private static String render(String text, Diagnostic diagnostic) {
    return new DiagnosticRenderer(file -> Optional.ofNullable(Map.of("a.net", text).get(file)), false).render(diagnostic);
  }

  private static Diagnostic at(int line, int column, int length) {
    return Diagnostic.at(new SourceSpan("a.net", line, column, length), Code.SHAPE_MISMATCH, "conv2d: wrong");
  }

  @Test
  void aMistakeOfTheLanguageIsShownInItsLine() {
    String text = """
        net vgg {
          input x: f32[1, 3, 224, 224]
          weight w1: f32[64, 64, 3, 3]
          y = conv2d(x, w1, stride = [2, 2])
          output y
        }
        """;
    Result.Failed failed = (Result.Failed) NetLanguage.parse("a.net", text, Options.defaults());
    assertThat(render(text, failed.diagnostics().getFirst())).isEqualTo("""
        a.net:4:14: error E0203: conv2d: input has 3 channels, weight expects 64
          4 |   y = conv2d(x, w1, stride = [2, 2])
            |              ^
          note: x is f32[1, 3, 224, 224], defined at 2:9
          help: weight is f32[64, 64, 3, 3]; conv2d weights are OIHW, so the second dimension must be 3 / 1 groups
        """);
  }

  @Test
  void theMarksAreBelowTheSpan() {
    assertThat(render("x\ny = relu(abc)\n", at(2, 10, 3))).endsWith("  2 | y = relu(abc)\n    |          ^^^\n");
  }

  @Test
  void tabsStayAndWideCharactersCountTwice() {
    assertThat(render("\tx = 1", at(1, 2, 1))).endsWith("  1 | \tx = 1\n    | \t^\n");
    assertThat(render("`名前` = é🙂x", at(1, 10, 1))).endsWith("    |             ^\n");
    assertThat(render("e\u0301x", at(1, 3, 1))).endsWith("    |  ^\n");
  }

  @Test
  void aLongLineIsCutAroundTheMistake() {
    String shown = render("a".repeat(500) + "!" + "b".repeat(500), at(1, 501, 1)).lines().skip(1).findFirst().orElseThrow();
    assertThat(shown).hasSizeLessThan(140).contains("a!b").startsWith("  1 | …a").endsWith("b…");
    String marks = render("a".repeat(500) + "!" + "b".repeat(500), at(1, 501, 1)).lines().skip(2).findFirst().orElseThrow();
    assertThat(marks.indexOf('^')).isEqualTo(shown.indexOf('!'));
  }

  @Test
  void placesBeyondTheTextAreHarmless() {
    assertThat(render("x = ", at(1, 5, 1))).endsWith("  1 | x = \n    |     ^\n");
    assertThat(render("x", at(9, 1, 1))).isEqualTo("a.net:9:1: error E0203: conv2d: wrong\n");
    assertThat(render("", at(1, 1, 1))).endsWith("  1 | \n    | ^\n");
  }

  @Test
  void notesNameTheirFileOnlyIfItIsAnother() {
    var diagnostic = at(1, 1, 1).note("defined first", Optional.of(new SourceSpan("a.net", 3, 4, 1)))
        .note("defined first", Optional.of(new SourceSpan("b.net", 5, 6, 1))).note("there", Optional.empty());
    assertThat(render("x", diagnostic)).endsWith("  note: defined first at 3:4\n  note: defined first at b.net:5:6\n  note: there\n");
  }

  @Test
  void whatASourceContainsDoesNotReachTheTerminal() {
    assertThat(render("x\u001b[31m", at(1, 1, 1))).doesNotContain("\u001b");
  }

  @Test
  void coloursAreOnlyAddedOnDemand() {
    String coloured = new DiagnosticRenderer(_ -> Optional.of("x = 1"), true).render(at(1, 1, 1));
    assertThat(coloured).contains("\u001b[1;31merror E0203:\u001b[0m");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(render("x = 1", at(1, 1, 1)));
  }
}
