package netc.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One run of the command line in this process.
 *
 * @param code the exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Invocation(int code, String out, String err) {
  /** Where the nets of these tests are. */
  static final String NETS = "src/test/resources/cli/";

  /** A small net that has something for every report. */
  static final String SMALL = NETS + "small.net";

  /** Runs {@code netc} with these arguments. */
  static Invocation of(String... arguments) {
    return withInput("", arguments);
  }

  /** Runs {@code netc} with these arguments and this text on standard input. */
  static Invocation withInput(String text, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Main.run(
        Terminal.plain(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), new PrintWriter(out), new PrintWriter(err)),
        arguments);
    return new Invocation(code, out.toString(), err.toString());
  }

  /** The document that it wrote to standard output. */
  Object json() {
    return JsonText.parse(out);
  }

  /** The lines that it wrote to standard output. */
  List<String> lines() {
    return out.lines().toList();
  }
}
