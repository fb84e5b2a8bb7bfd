package netc.cli;

import java.io.PrintWriter;

/**
 * A stream of text for people.
 *
 * @param writer where it goes
 * @param colored whether escape sequences (ECMA-48) mean something there
 */
record Text(PrintWriter writer, boolean colored) {
  /** What a piece of text is. */
  enum Role {
    /** As it is. */
    PLAIN(""),
    /** Titles and totals. */
    STRONG("1"),
    /** What is only there to orient. */
    FAINT("2"),
    /** Something went well. */
    GOOD("32"),
    /** Something calls for attention. */
    NOTABLE("33"),
    /** Something is wrong. */
    BAD("1;31"),
    /** A place in a file. */
    PLACE("36");

    private final String code;

    Role(String code) {
      this.code = code;
    }
  }

  /** The text in its role's colour. */
  String styled(Role role, String text) {
    return colored && role != Role.PLAIN && !text.isEmpty() ? "\u001b[" + role.code + "m" + text + "\u001b[0m" : text;
  }

  /** Writes a line. */
  void line(String text) {
    writer.println(text);
  }

  /** Writes an empty line. */
  void line() {
    writer.println();
  }

  /** Writes a text as it is. */
  void print(String text) {
    writer.print(text);
  }

  /** Writes out what is held back, so that a reader sees it before a long computation. */
  void flush() {
    writer.flush();
  }
}
