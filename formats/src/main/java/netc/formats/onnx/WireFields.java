package netc.formats.onnx;

import com.google.protobuf.WireFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import netc.formats.MappedFile;

/** The fields of a protobuf message in a mapped file, none of which is read before it is asked for. */
final class WireFields {
  private final MappedFile file;
  private final MemorySegment message;
  private long begin;
  private long payload;
  private long at;
  private int tag;

  /** The fields of a message, before the first. */
  WireFields(MappedFile file, MemorySegment message) {
    this.file = file;
    this.message = message;
  }

  /** Goes on to the next field, if there is one. */
  boolean next() {
    begin = at;
    if (at == message.byteSize()) {
      return false;
    }
    long read = varint();
    if (read != (int) read || WireFormat.getTagFieldNumber((int) read) == 0) {
      throw corrupt();
    }
    tag = (int) read;
    payload = at;
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> varint();
      case WireFormat.WIRETYPE_FIXED64 -> skip(Long.BYTES);
      case WireFormat.WIRETYPE_FIXED32 -> skip(Integer.BYTES);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        long length = varint();
        payload = at;
        skip(length);
      }
      default -> throw corrupt();
    }
    return true;
  }

  private void skip(long length) {
    if (length < 0 || length > message.byteSize() - at) {
      throw corrupt();
    }
    at += length;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && at < message.byteSize(); shift += 7) {
      byte bits = message.get(ValueLayout.JAVA_BYTE, at++);
      value |= (bits & 0x7FL) << shift;
      if (bits >= 0) {
        return value;
      }
    }
    throw corrupt();
  }

  private RuntimeException corrupt() {
    return file.corrupt("it is no ONNX model: it is cut off, or its messages contradict each other");
  }

  /** The number of the field, if it holds a message, a text or bytes; otherwise 0. */
  int number() {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED ? WireFormat.getTagFieldNumber(tag) : 0;
  }

  /** The whole field. */
  MemorySegment field() {
    return message.asSlice(begin, at - begin);
  }

  /** What is in the field. */
  MemorySegment content() {
    return message.asSlice(payload, at - payload);
  }
}
