package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file comes into being whole or not at all. */
class AtomicFileTest {
  @TempDir
  private Path folder = Path.of("");

  /** Begins a file, says so, and waits. */
  static final class Unfinished {
    private Unfinished() {}

    /** Into the file that is its argument. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (AtomicFile file = AtomicFile.open(Path.of(arguments[0]))) {
        file.write(new byte[100]);
        file.flush();
        System.out.println("begun");
        System.out.flush();
        Thread.sleep(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void aProcessThatIsEndedLeavesNothing() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Unfinished.class.getName(), folder.resolve("file").toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("begun");
      assertThat(left()).as("while it is written").hasSize(1);
      process.destroy(); // SIGTERM, which the JVM takes as it takes Ctrl-C
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void aFileThatIsNotCommittedIsNotThere() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "before");
    try (AtomicFile file = AtomicFile.open(target)) {
      file.write(new byte[100]);
    }
    assertThat(target).hasContent("before");
    assertThat(left()).containsExactly(target);
  }

  @Test
  void aTextIsWrittenAsUtf8() {
    Path target = folder.resolve("file");
    AtomicFile.writeText(target, "σ²");
    assertThat(target).hasBinaryContent(new byte[] {(byte) 0xcf, (byte) 0x83, (byte) 0xc2, (byte) 0xb2});
  }

  private Path[] left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toArray(Path[]::new);
    }
  }
}
