package netc.formats.netpb;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import netc.formats.MappedFile;
import netc.formats.netpb.proto.NetpbProto;
import netc.formats.netpb.proto.NetpbProto.Model;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;

/** Takes a model file apart, field by field; {@link Assembly} makes a graph of the parts. */
final class NetpbReader {
  /** The longest field but for elements. */
  private static final int MAX_FIELD = 4 << 20;

  /** More nodes, outputs or rewrites are refused: what a field needs in memory is many times what it needs in the file. */
  private static final int MAX_FIELDS = 1 << 20;

  private static final long CHECKSUM_STRETCH = 1L << 30;

  private final MappedFile file;
  private final long end;
  private final List<NetpbProto.Node> nodes = new ArrayList<>();
  private final List<NetpbProto.Output> outputs = new ArrayList<>();
  private final List<Rewrite> history = new ArrayList<>();
  private final List<MemorySegment> chunks = new ArrayList<>();
  private String name = "";
  private boolean hasVersion;
  private long at;

  NetpbReader(Path path) {
    file = MappedFile.open(path);
    end = file.size() - NetpbFile.CHECKSUM_BYTES;
  }

  NetpbFile.Model read() {
    requireIntact();
    int last = 0;
    while (at < end) {
      int tag = (int) Math.min(varint(), Integer.MAX_VALUE);
      int number = WireFormat.getTagFieldNumber(tag);
      if (number < last) {
        throw file.corrupt("field " + number + " after field " + last);
      }
      last = number;
      readField(number, WireFormat.getTagWireType(tag));
    }
    if (!hasVersion || name.isEmpty()) {
      throw file.corrupt("it has no version or no name");
    }
    try {
      return new NetpbFile.Model(new Assembly(name, chunks).graph(nodes, outputs), history);
    } catch (IllegalArgumentException | ArithmeticException e) {
      var failure = file.corrupt(String.valueOf(e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  /** Requires the first bytes and the checksum of a model file. */
  private void requireIntact() {
    MemorySegment magic = MemorySegment.ofArray(NetpbFile.MAGIC);
    if (end < magic.byteSize() || file.bytes().asSlice(0, magic.byteSize()).mismatch(magic) >= 0) {
      throw file.corrupt("it does not begin as a netpb file does");
    }
    at = magic.byteSize();
    var checksum = new CRC32C();
    for (long from = 0; from < end; from += CHECKSUM_STRETCH) {
      checksum.update(file.bytes().asSlice(from, Math.min(CHECKSUM_STRETCH, end - from)).asByteBuffer());
    }
    int tag = Model.CHECKSUM_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED32;
    if (file.unsignedByte(end) != tag || file.littleEndianInt(end + 1) != (int) checksum.getValue()) {
      throw file.corrupt("it was cut off or changed: its checksum is not that of its contents");
    }
  }

  private void readField(int number, int wireType) {
    if (wireType != (number == Model.VERSION_FIELD_NUMBER ? WireFormat.WIRETYPE_VARINT : WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
      throw file.corrupt("field " + number + " with wire type " + wireType);
    }
    try {
      switch (number) {
        case Model.VERSION_FIELD_NUMBER -> requireVersion(varint());
        case Model.NAME_FIELD_NUMBER -> name = new String(message(), StandardCharsets.UTF_8);
        case Model.NODES_FIELD_NUMBER -> add(nodes, NetpbProto.Node.parseFrom(message()));
        case Model.OUTPUTS_FIELD_NUMBER -> add(outputs, NetpbProto.Output.parseFrom(message()));
        case Model.HISTORY_FIELD_NUMBER -> add(history, rewrite(NetpbProto.Rewrite.parseFrom(message())));
        case Model.ELEMENTS_FIELD_NUMBER -> add(chunks, slice(varint()));
        default -> throw file.corrupt("field " + number + ", which version " + NetpbFile.VERSION + " does not have");
      }
    } catch (InvalidProtocolBufferException e) {
      var failure = file.corrupt("field " + number + " ending at byte " + at + " is no valid message");
      failure.initCause(e);
      throw failure;
    }
  }

  private void requireVersion(long version) {
    hasVersion = true;
    if (version != NetpbFile.VERSION) {
      String message = "\"" + file.path() + "\": version " + version + " of the model file, only version " + NetpbFile.VERSION + " is read";
      throw new DiagnosticException(
          Diagnostic.of(Code.CORRUPT_FILE, message).help("write the file anew, or read it with the netc that wrote it"));
    }
  }

  private <T> void add(List<T> list, T element) {
    if (list.size() == MAX_FIELDS) {
      throw file.failure(Code.GRAPH_SIZE, "more than " + MAX_FIELDS + " nodes, outputs, weights or rewrites");
    }
    list.add(element);
  }

  private Rewrite rewrite(NetpbProto.Rewrite message) {
    if (message.getTimes() < 1) {
      throw file.corrupt("rule \"" + message.getRule() + "\" applied " + message.getTimes() + " times");
    }
    return new Rewrite(message.getRule(), message.getSite(), message.getTimes());
  }

  private byte[] message() {
    long length = varint();
    if (length > MAX_FIELD) {
      throw file.corrupt("a field of " + length + " bytes, at most " + MAX_FIELD + " are read");
    }
    return slice(length).toArray(ValueLayout.JAVA_BYTE);
  }

  private MemorySegment slice(long length) {
    if (length > end - at) {
      throw file.corrupt("a field of " + length + " bytes where " + (end - at) + " are left");
    }
    at += length;
    return file.bytes().asSlice(at - length, length);
  }

  /** The number at this place, in protobuf's variable-length form; not negative. */
  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      if (at >= end) {
        throw file.corrupt("it ends within a number");
      }
      int bits = file.unsignedByte(at++);
      value |= (bits & 0x7FL) << shift;
      if (bits < 0x80) {
        return value;
      }
    }
    throw file.corrupt("a number of more than 63 bits before byte " + at);
  }
}
