package netc.formats.safetensors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import netc.formats.MappedFile;

/**
 * Reads a JSON text (RFC 8259) whose structure the caller knows: it asks for what must come next. So nesting is as deep as the caller's,
 * nothing is kept that was not asked for, and there are no numbers but non-negative integers.
 */
final class JsonReader {
  private final MappedFile file;
  private final String text;
  private int at;

  JsonReader(MappedFile file, String text) {
    this.file = file;
    this.text = text;
  }

  /** Reads an object; {@code property} is called with each name and reads its value. */
  void object(Consumer<String> property) {
    expect('{');
    if (accept('}')) {
      return;
    }
    var names = new HashSet<String>();
    do {
      String name = string();
      if (!names.add(name)) {
        throw file.corrupt("the header has \"" + name + "\" twice");
      }
      expect(':');
      property.accept(name);
    } while (accept(','));
    expect('}');
  }

  /** Reads an array of at most {@code limit} integers. */
  List<Long> integers(int limit) {
    var numbers = new ArrayList<Long>();
    expect('[');
    if (accept(']')) {
      return numbers;
    }
    do {
      if (numbers.size() == limit) {
        throw unexpected("at most " + limit + " numbers");
      }
      numbers.add(integer());
    } while (accept(','));
    expect(']');
    return numbers;
  }

  private long integer() {
    skipSpace();
    int start = at;
    long number = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      int digit = text.charAt(at) - '0';
      if (number > (Long.MAX_VALUE - digit) / 10) {
        throw unexpected("a smaller number");
      }
      number = number * 10 + digit;
      at++;
    }
    if (at == start || (at > start + 1 && text.charAt(start) == '0')) {
      throw unexpected("an integer");
    }
    return number;
  }

  /** Reads a string. */
  String string() {
    expect('"');
    var result = new StringBuilder();
    while (true) {
      char c = next("the end of a string");
      if (c == '"') {
        return result.toString();
      }
      if (c < ' ') {
        throw unexpected("no control character in a string");
      }
      result.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = next("an escape");
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(next("four hexadecimal digits"), 16);
          if (digit < 0) {
            throw unexpected("four hexadecimal digits");
          }
          code = code << 4 | digit;
        }
        yield (char) code;
      }
      default -> throw unexpected("an escape");
    };
  }

  /** Requires that nothing but space follows. */
  void end() {
    skipSpace();
    if (at < text.length()) {
      throw unexpected("its end");
    }
  }

  private char next(String expected) {
    if (at >= text.length()) {
      throw unexpected(expected);
    }
    return text.charAt(at++);
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw unexpected("'" + c + "'");
    }
  }

  private boolean accept(char c) {
    skipSpace();
    boolean present = at < text.length() && text.charAt(at) == c;
    if (present) {
      at++;
    }
    return present;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private RuntimeException unexpected(String expected) {
    return file.corrupt("the header is broken at character " + at + ", expected " + expected);
  }

  /** The text as a JSON string. */
  static String quote(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        default -> quoted.append(c < ' ' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    return quoted.append('"').toString();
  }
}
