package netc.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The process's standard output. What cannot be written is dropped, as a reader that went away wants it; the reason is kept.
 *
 * <p>Native code below TornadoVM has words of its own on standard output. So the launcher starts the JVM with standard error there and with the real
 * standard output as another descriptor, whose number it passes as {@code netc.stdout}; it is in its place only while netc writes.
 */
final class StandardOutput extends OutputStream {
  private final @Nullable Integer kept = Integer.getInteger("netc.stdout");
  private final FileOutputStream stream = new FileOutputStream(FileDescriptor.out);
  private @Nullable IOException failure;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failure == null) {
      put(kept);
      try {
        stream.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
      } finally {
        put(kept == null ? null : Descriptors.ERROR);
      }
    }
  }

  private static void put(@Nullable Integer descriptor) {
    if (descriptor != null) {
      Descriptors.copy(descriptor, Descriptors.OUTPUT);
    }
  }

  /** Whether it is a terminal. */
  boolean isTerminal() {
    return Descriptors.isTerminal(kept == null ? Descriptors.OUTPUT : kept);
  }

  /** Why not everything was written; empty if it was, or if the reader had enough, as {@code head} does. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure).filter(e -> !String.valueOf(e.getMessage()).contains("Broken pipe"));
  }
}
