package netc.formats;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;

/**
 * A file that comes into being whole: what is written goes to a temporary file beside the target, and {@link #commit} moves it there.
 * Closed without a commit, or left when the process is ended, it leaves no trace and the target as it was.
 *
 * <pre>{@code
 * AtomicFile.write(path, file -> file.write(bytes));
 * }</pre>
 */
public final class AtomicFile extends OutputStream {
  private static final int BUFFER = 1 << 20;

  /** Writes the contents of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes them, from beginning to end. */
    void writeTo(AtomicFile file) throws IOException;
  }

  private final Path shown;
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final CRC32C checksum = new CRC32C();
  private boolean done;

  private AtomicFile(Path shown, Path target, Path temporary) throws IOException {
    this.shown = shown;
    this.target = target;
    this.temporary = temporary;
    this.channel = Temporaries.open(temporary);
  }

  /**
   * Writes a file and moves it to {@code target}.
   *
   * @throws DiagnosticException ({@link Code#UNWRITABLE_FILE}) if the target cannot be written
   */
  public static void write(Path target, Content content) {
    try (AtomicFile file = open(target)) {
      content.writeTo(file);
      file.commit();
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /**
   * Writes a text file in UTF-8; see {@link #write(Path, Content)}.
   *
   * @throws DiagnosticException ({@link Code#UNWRITABLE_FILE}) if the target cannot be written
   */
  public static void writeText(Path target, String text) {
    write(target, file -> file.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Begins a file that {@link #commit} will move to {@code target}. A link is followed: what it points to is replaced, not the link.
   *
   * @throws IOException if nothing can be written there
   */
  public static AtomicFile open(Path target) throws IOException {
    Path place = Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    if (Files.exists(place) && !Files.isRegularFile(place)) {
      throw new IOException("it is not a regular file");
    }
    if (Files.exists(place) && !Files.isWritable(place)) {
      throw new AccessDeniedException(place.toString());
    }
    Path name = place.getFileName();
    if (name == null) {
      throw new IOException("it is not a regular file");
    }
    String suffix = String.format(Locale.ROOT, ".%08x.tmp", ThreadLocalRandom.current().nextInt());
    return new AtomicFile(target, place, place.resolveSibling("." + name + suffix));
  }

  /** The diagnostic for a target that could not be written. */
  public static DiagnosticException unwritable(Path target, IOException cause) {
    var failure = new DiagnosticException(Diagnostic.of(Code.UNWRITABLE_FILE, "cannot write \"" + target + "\": " + reason(cause)));
    failure.initCause(cause);
    return failure;
  }

  /** What went wrong, in words. */
  public static String reason(IOException failure) {
    String message = failure.getMessage();
    return switch (failure) {
      case NoSuchFileException _ -> "no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it is a file";
      default -> message == null ? failure.getClass().getSimpleName() : message;
    };
  }

  @Override
  public void write(int b) throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    buffer.put((byte) b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    write(MemorySegment.ofArray(bytes).asSlice(offset, length));
  }

  /** Writes the bytes of a segment of any size. */
  public void write(MemorySegment bytes) throws IOException {
    long offset = 0;
    while (offset < bytes.byteSize()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = (int) Math.min(buffer.remaining(), bytes.byteSize() - offset);
      MemorySegment.copy(bytes, offset, MemorySegment.ofBuffer(buffer), 0, count);
      buffer.position(buffer.position() + count);
      offset += count;
    }
  }

  /** Writes a tensor's elements. What is made for this is not kept, so that a large network passes through a small memory. */
  public void write(Tensor tensor) throws IOException {
    write(tensor.once());
    tensor.release();
  }

  /** The CRC-32C (RFC 3720) of the bytes written so far. */
  public int checksum() throws IOException {
    flush();
    return (int) checksum.getValue();
  }

  @Override
  public void flush() throws IOException {
    buffer.flip();
    checksum.update(buffer.duplicate());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** Ends the file and puts it in the target's place. */
  public void commit() throws IOException {
    flush();
    channel.close();
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
    done = true;
    Temporaries.remove(temporary);
  }

  /** Removes the temporary file unless it was committed. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!done) {
      Files.deleteIfExists(temporary);
      Temporaries.remove(temporary);
      done = true;
    }
  }

  @Override
  public String toString() {
    return shown.toString();
  }
}
