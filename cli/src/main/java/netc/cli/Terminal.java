package netc.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where commands read and write.
 *
 * @param in nets that are in no file
 * @param out results
 * @param err how they came to be, and what went wrong
 * @param debug whether stack traces are wanted
 */
record Terminal(StandardInput in, Text out, Text err, boolean debug) {
  /** The process's own, in colour where it is a terminal and {@code NO_COLOR} (no-color.org) is not set. */
  static Terminal ofProcess(StandardOutput output) {
    Map<String, String> environment = System.getenv();
    boolean colorless = !environment.getOrDefault("NO_COLOR", "").isEmpty() || environment.getOrDefault("TERM", "").equals("dumb");
    Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"), StandardCharsets.UTF_8);
    return new Terminal(new StandardInput(System.in),
        new Text(new PrintWriter(output, false, charset), !colorless && output.isTerminal()),
        new Text(new PrintWriter(System.err, true, charset), !colorless && Descriptors.isTerminal(Descriptors.ERROR)),
        !environment.getOrDefault("NETC_DEBUG", "").isEmpty());
  }

  /** A reader and two writers, without colour. */
  static Terminal plain(InputStream in, PrintWriter out, PrintWriter err) {
    return new Terminal(new StandardInput(in), new Text(out, false), new Text(err, false), false);
  }

  /** Writes out what is held back. */
  void flush() {
    out.flush();
    err.flush();
  }
}
