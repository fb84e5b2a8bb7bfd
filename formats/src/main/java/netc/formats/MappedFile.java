package netc.formats;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;

/**
 * A file mapped into memory, whose contents nothing is known of yet. The mapping lives as long as any slice of it; pages are read when
 * touched.
 *
 * @param path as the user gave it
 * @param bytes the contents, read-only
 */
public record MappedFile(Path path, MemorySegment bytes) {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Maps a file.
   *
   * @throws DiagnosticException ({@link Code#UNREADABLE_FILE}) if it is not there, not a regular file or not readable
   */
  public static MappedFile open(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw unreadable(path, "it is not a regular file");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new MappedFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (IOException e) {
      throw unreadable(path, AtomicFile.reason(e));
    }
  }

  private static DiagnosticException unreadable(Path path, String reason) {
    return new DiagnosticException(Diagnostic.of(Code.UNREADABLE_FILE, "cannot read \"" + path + "\": " + reason));
  }

  /** A file within this one: {@code weights.npz/conv1.weight.npy}; without a name, other bytes that this file stands for. */
  public MappedFile part(String name, MemorySegment content) {
    return new MappedFile(name.isEmpty() ? path : path.resolve(name.replaceAll("[^\\w.+-]", "_")), content);
  }

  /** The size in bytes. */
  public long size() {
    return bytes.byteSize();
  }

  /** The unsigned byte at an offset within the file. */
  public int unsignedByte(long offset) {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset));
  }

  /** The four bytes at an offset within the file, little-endian. */
  public int littleEndianInt(long offset) {
    return bytes.get(INT, offset);
  }

  /** The eight bytes at an offset within the file, little-endian. */
  public long littleEndianLong(long offset) {
    return bytes.get(LONG, offset);
  }

  /** The text in a stretch within the file; corrupt if it is not in that encoding. */
  public String text(long offset, int length, Charset charset) {
    try {
      return charset.newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes.asSlice(offset, length).asByteBuffer())
          .toString();
    } catch (CharacterCodingException e) {
      throw corrupt("the header is not " + charset.name().toUpperCase(Locale.ROOT) + " text");
    }
  }

  /** The diagnostic for contents that cannot be right. */
  public DiagnosticException corrupt(String reason) {
    return failure(Code.CORRUPT_FILE, reason);
  }

  /** The diagnostic for what this file holds. */
  public DiagnosticException failure(Code code, String reason) {
    return new DiagnosticException(Diagnostic.of(code, "\"" + path + "\": " + reason));
  }
}
