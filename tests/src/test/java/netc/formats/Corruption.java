package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import netc.ir.diag.Code;
import netc.ir.diag.DiagnosticException;

/** Does to a file what disks and networks do, and requires that reading it ends in a diagnostic that names it, or in a value. */
public final class Corruption {
  private Corruption() {}

  /** Reads the file cut off after every one of its bytes; each must be refused. */
  public static void refusesEveryTruncation(Path file, Consumer<Path> reader) throws IOException {
    reader.accept(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(read(file, Arrays.copyOf(bytes, length), reader)).as("cut off after %d of %d bytes", length, bytes.length).isTrue();
    }
    Files.write(file, bytes);
  }

  /** Reads the file with one to four of its bytes changed, many times; returns how many of those were refused. */
  public static int survivesChangedBytes(Path file, Consumer<Path> reader, int times) throws IOException {
    reader.accept(file);
    byte[] bytes = Files.readAllBytes(file);
    var random = new Random(20250101);
    int refused = 0;
    for (int i = 0; i < times; i++) {
      byte[] changed = bytes.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      refused += read(file, changed, reader) ? 1 : 0;
    }
    Files.write(file, bytes);
    return refused;
  }

  /** Whether reading these bytes is refused. */
  public static boolean read(Path file, byte[] bytes, Consumer<Path> reader) throws IOException {
    Files.deleteIfExists(file); // to overwrite it is many times slower on file systems that flush what is truncated
    Files.write(file, bytes);
    Throwable failure = catchThrowable(() -> reader.accept(file));
    if (failure == null) {
      return false;
    }
    assertThat(failure).isInstanceOf(DiagnosticException.class).hasMessageContaining(file.toString());
    assertThat(((DiagnosticException) failure).diagnostics()).first()
        .satisfies(diagnostic -> assertThat(diagnostic.code()).isNotEqualTo(Code.UNREADABLE_FILE));
    return true;
  }
}
