package netc.cli;

import static netc.cli.Invocation.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BisectCommandTest {
  @TempDir
  private Path folder;

  @Test
  void writesAReproducerThatRuns() throws IOException {
    Path out = folder.resolve("reproducer.net");
    Invocation found = Invocation.of("bisect", SMALL, "--tolerance", "0", "-o", out.toString());
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.out()).contains("0 allowed", "rewrite ", "with it", "--rewrite-limit", "wrote " + out);
    String text = Files.readString(out);
    assertThat(text).startsWith("# Rewrite ").contains("# netc run " + out, "--passes ", "--verify 1 --seed 0", "net before {");
    assertThat(Invocation.of("run", out.toString(), "--iterations", "1", "--verify", "1").code()).isZero();
  }

  @Test
  void writesAReproducerOfStandardInput() throws IOException {
    Path out = folder.resolve("reproducer.net");
    Invocation found = Invocation.withInput(Files.readString(Path.of(SMALL)), "bisect", "-", "--tolerance", "0", "-o", out.toString());
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.out()).contains("netc opt - --rewrite-limit", "wrote " + out);
    assertThat(Files.readAllLines(out).getFirst()).matches("# Rewrite \\d+ of -: \\S+ at .+\\.");
    assertThat(Invocation.of("run", out.toString(), "--iterations", "1", "--verify", "1").code()).isZero();
  }

  @Test
  void theLedgerIsShownOnStandardError() {
    Invocation shown = Invocation.of("opt", SMALL, "--ledger");
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).startsWith("# weights");
    assertThat(shown.err()).contains("fold-batch-norm-into-producers", "rounding", "eliminate-identity-activation", "same bits",
        "at the outputs");
  }
}
