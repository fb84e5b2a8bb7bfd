package netc.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The process's standard output. What cannot be written is dropped, as a reader that went away wants it; the reason is kept. */
final class StandardOutput extends OutputStream {
  private final FileOutputStream stream = new FileOutputStream(FileDescriptor.out);
  private @Nullable IOException failure;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failure == null) {
      try {
        stream.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
      }
    }
  }

  /** Why not everything was written; empty if it was, or if the reader had enough, as {@code head} does. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure).filter(e -> !String.valueOf(e.getMessage()).contains("Broken pipe"));
  }
}
