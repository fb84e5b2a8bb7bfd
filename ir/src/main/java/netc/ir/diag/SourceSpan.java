package netc.ir.diag;

/**
 * A stretch of a source file.
 *
 * @param file the path as the user gave it
 * @param line the first line, from 1
 * @param column the first column, from 1
 * @param length the number of characters on the first line, at least 1
 */
public record SourceSpan(String file, int line, int column, int length) {
  /** As in front of a diagnostic: {@code models/vgg.net:12:14}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
