package netc.formats.npy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import netc.formats.MappedFile;

/** The directory of a ZIP archive (PKWARE APPNOTE 6.3, section 4.3), with its 64-bit form. Nothing is unpacked. */
final class ZipEntries {
  /**
   * A file in the archive.
   *
   * @param deflated whether it is compressed
   * @param size its size when it is not
   * @param content the bytes in the archive
   */
  record Entry(String name, boolean deflated, long size, MemorySegment content) {}

  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_SIZE = 56;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_SIZE = 20;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_SIZE = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_SIZE = 30;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int EXTRA_64 = 1;

  /** What stands in a field whose value is in the 64-bit form. */
  private static final long ELSEWHERE = 0xFFFF_FFFFL;

  private final MappedFile file;

  private ZipEntries(MappedFile file) {
    this.file = file;
  }

  /** The files in an archive. */
  static List<Entry> of(MappedFile file) {
    return new ZipEntries(file).read();
  }

  private List<Entry> read() {
    long end = end();
    long at = unsigned(end + 16);
    long size = unsigned(end + 12);
    if ((at == ELSEWHERE || size == ELSEWHERE) && end >= LOCATOR_64_SIZE && is(end - LOCATOR_64_SIZE, LOCATOR_64)) {
      long wide = require(file.littleEndianLong(end - LOCATOR_64_SIZE + 8), END_64_SIZE, END_64);
      size = file.littleEndianLong(wide + 40);
      at = file.littleEndianLong(wide + 48);
    }
    if (at < 0 || size < 0 || at > end || size > end - at) {
      throw file.corrupt("its directory lies outside of it");
    }
    var entries = new ArrayList<Entry>();
    for (long stop = at + size; at < stop;) {
      require(at, CENTRAL_SIZE, CENTRAL);
      entries.add(entry(at));
      at += CENTRAL_SIZE + word(at + 28) + word(at + 30) + word(at + 32);
    }
    return entries;
  }

  /** Where the record is that ends the archive, before a comment. */
  private long end() {
    for (long at = file.size() - END_SIZE; at >= Math.max(0, file.size() - END_SIZE - MAX_COMMENT); at--) {
      if (is(at, END) && at + END_SIZE + word(at + 20) == file.size()) {
        return at;
      }
    }
    throw file.corrupt("it does not end as a ZIP archive does");
  }

  private Entry entry(long at) {
    long header = at + CENTRAL_SIZE;
    int nameLength = word(at + 28);
    int extraLength = word(at + 30);
    if (extraLength + nameLength > file.size() - header) {
      throw file.corrupt("its directory ends early");
    }
    String name = file.text(header, nameLength, StandardCharsets.UTF_8);
    int method = word(at + 10);
    if ((word(at + 8) & 1) != 0 || (method != STORED && method != DEFLATED)) {
      throw file.corrupt("\"" + name + "\" is encrypted or compressed by method " + method + ", only stored and deflated files are read");
    }
    var wide = new Wide(header + nameLength, extraLength);
    long size = wide.value(unsigned(at + 24));
    long packed = wide.value(unsigned(at + 20));
    long local = require(wide.value(unsigned(at + 42)), LOCAL_SIZE, LOCAL);
    long content = local + LOCAL_SIZE + word(local + 26) + word(local + 28);
    if (size < 0 || packed < 0 || content > file.size() || packed > file.size() - content || (method == STORED && packed != size)) {
      throw file.corrupt("\"" + name + "\" has " + packed + " bytes at " + content + ", which do not fit into the archive");
    }
    return new Entry(name, method == DEFLATED, size, file.bytes().asSlice(content, packed));
  }

  /** The 64-bit values of a file, which follow each other in the order of the fields that say so. */
  private final class Wide {
    private long at;
    private long end;

    Wide(long begin, int length) {
      long stop = begin + length;
      for (long block = begin; block + 4 <= stop; block += 4 + word(block + 2)) {
        if (word(block) == EXTRA_64) {
          at = block + 4;
          end = Math.min(stop, at + word(block + 2));
        }
      }
    }

    long value(long field) {
      if (field != ELSEWHERE || at + Long.BYTES > end) {
        return field;
      }
      at += Long.BYTES;
      return file.littleEndianLong(at - Long.BYTES);
    }
  }

  private long require(long at, int size, int signature) {
    if (at < 0 || at > file.size() - size || !is(at, signature)) {
      throw file.corrupt("no record of its directory is at " + at);
    }
    return at;
  }

  private boolean is(long at, int signature) {
    return file.littleEndianInt(at) == signature;
  }

  private int word(long at) {
    return file.unsignedByte(at) | file.unsignedByte(at + 1) << Byte.SIZE;
  }

  private long unsigned(long at) {
    return Integer.toUnsignedLong(file.littleEndianInt(at));
  }
}
