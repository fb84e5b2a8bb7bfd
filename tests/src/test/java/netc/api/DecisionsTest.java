package netc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import netc.Compiler;
import netc.Options;
import netc.Rewriting;
import netc.ir.Structure;
import netc.ir.diag.DiagnosticException;
import netc.match.Reason;
import netc.pass.Pipelines.Level;
import netc.pass.Report;
import netc.testkit.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -O3} measures what -O2 estimates, and keeps what it decided. */
class DecisionsTest {
  private static final String RULE = "compose-pointwise-after-conv";
  private static final String NET = """
      net n {
        input x: f32[N, 3, 9, 9]
        output y = x -> conv(4, 3, bias = false, name = "a") -> conv(5, 1, bias = false, name = "b") -> relu
      }
      """;

  @TempDir
  private Path folder;

  private Path file() {
    return folder.resolve("decisions.tsv");
  }

  private Report optimize(Level level) {
    Rewriting bounds = Rewriting.standard().withDecisions(Optional.of(file()));
    return new Compiler(Options.standard().withLevel(level).withRewriting(bounds)).optimize(Texts.parse(NET));
  }

  private static boolean composed(Report report) {
    return report.totals().stream().anyMatch(total -> total.rule().equals(RULE));
  }

  @Test
  void aMeasuredDecisionIsWrittenAndReplayed() throws IOException {
    Report measured = optimize(Level.O3);
    List<String> lines = Files.readAllLines(file());
    assertThat(lines).hasSize(2).first().isEqualTo("# netc decisions 1");
    assertThat(lines.getLast().split("\t", -1)).hasSize(6).startsWith(RULE, "conv2d b");
    assertThat(lines.getLast()).contains(composed(measured) ? "\tapply\t" : "\tleave\t");
    Report replayed = optimize(Level.O2);
    assertThat(Structure.difference(replayed.after(), measured.after())).isEmpty();
    assertThat(Structure.difference(optimize(Level.O3).after(), measured.after())).isEmpty();
    assertThat(Files.readAllLines(file())).isEqualTo(lines);
  }

  @Test
  void whatTheFileSaysIsDone() throws IOException {
    optimize(Level.O3);
    String[] fields = Files.readAllLines(file()).getLast().split("\t", -1);
    write(fields[0], fields[1], fields[2], "leave", "1.000", "2.000");
    Report left = optimize(Level.O2);
    assertThat(composed(left)).isFalse();
    assertThat(left.remarks()).anySatisfy(remark -> {
      assertThat(remark.reason()).contains(Reason.NOT_PROFITABLE);
      assertThat(remark.outcome().toString()).contains("conv2d b was measured to take 2.0 µs instead of 1.0 µs");
    });
    write(fields[0], fields[1], fields[2], "apply", "2.000", "1.000");
    assertThat(composed(optimize(Level.O2))).isTrue();
  }

  @Test
  void aDecisionOnSomethingElseIsNone() throws IOException {
    write(RULE, "conv2d b", "0123456789abcdef", "leave", "1.000", "2.000");
    assertThat(composed(optimize(Level.O2))).isTrue();
  }

  private void write(String... fields) throws IOException {
    Files.writeString(file(), "# netc decisions 1\n" + String.join("\t", fields) + "\n");
  }

  @Test
  void withoutMeasuringNothingIsWritten() {
    assertThat(composed(optimize(Level.O2))).isTrue();
    assertThat(file()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "# netc decisions 2\n", "# netc decisions 1\na\tb\n", "# netc decisions 1\nr\tn\td\tapply\t1.0\t-2\n",
    "# netc decisions 1\nr\tn\td\tapply\t1.0\tNaN\n", "# netc decisions 1\nr\tn\td\tapply\t1.0\t2.0\n",
    "# netc decisions 1\nr\tn\td\tmaybe\t2.0\t1.0\n"})
  void aFileThatIsNoneIsRefusedWithItsLine(String text) throws IOException {
    Files.writeString(file(), text);
    assertThatThrownBy(() -> optimize(Level.O2)).isInstanceOf(DiagnosticException.class).satisfies(e -> {
      var diagnostic = ((DiagnosticException) e).diagnostics().getFirst();
      assertThat(diagnostic.span()).hasValueSatisfying(span -> assertThat(span.file()).endsWith("decisions.tsv"));
      assertThat(diagnostic.help()).isPresent();
    });
  }
}
