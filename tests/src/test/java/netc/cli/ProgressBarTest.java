package netc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static String shown(boolean terminal) {
    var written = new StringWriter();
    try (var bar = new ProgressBar(new Text(new PrintWriter(written), terminal), "small")) {
      bar.at(0, 5);
      bar.at(2, 5);
      bar.at(5, 5);
    }
    return written.toString();
  }

  @Test
  void aTerminalShowsHowFarItIsAndNothingInTheEnd() {
    String[] lines = shown(true).split("\r\u001b\\[K", -1);
    assertThat(lines).hasSize(5).startsWith("").endsWith("");
    assertThat(lines[2]).startsWith("compiling small [############").endsWith("] 2 of 5 kernels");
    assertThat(lines[3]).contains("[##############################]").endsWith("5 of 5 kernels");
  }

  @Test
  void aNetworkWithoutKernelsHasNoBar() {
    var written = new StringWriter();
    try (var bar = new ProgressBar(new Text(new PrintWriter(written), true), "nothing")) {
      bar.at(0, 0);
    }
    assertThat(written.toString()).isEmpty();
  }

  @Test
  void aFileGetsNothing() {
    assertThat(shown(false)).isEmpty();
  }
}
