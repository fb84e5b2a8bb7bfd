package netc.ir.type;

import java.util.Optional;

/** The element type of a tensor. Every op computes on {@link #F32}; other types join here, and javac then lists the switches that must learn them. */
public enum DType {
  /** IEEE 754 binary32. */
  F32("f32", 4);

  private final String text;
  private final int bytes;

  DType(String text, int bytes) {
    this.text = text;
    this.bytes = bytes;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The type written as {@code text}, as in {@code f32}. */
  public static Optional<DType> parse(String text) {
    for (DType type : values()) {
      if (type.text.equals(text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The name exactly as printed and parsed. */
  @Override
  public String toString() {
    return text;
  }
}
