package netc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.diag.SourceSpan;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.pass.Judge;
import netc.pass.Proposal;

/**
 * Decisions on rewrites that may not gain, each made once and kept in a file, so that another run decides the same without measuring. The file has a line
 * with its version, then one for each decision: rule, site, {@code apply} or {@code leave}, microseconds before and after, divided by tabs. A site is a
 * node's name and a digest of what would be rewritten, types and neighbours included.
 */
final class Decisions implements Judge {
  private static final String HEADER = "# netc decisions 1";
  private static final int FIELDS = 6;

  private final Map<Key, Timing> known = new LinkedHashMap<>();
  private final Function<Proposal, Optional<Timing>> clock;
  private final Judge otherwise;
  private boolean changed;

  /** What a decision is on. */
  private record Key(String rule, String node, String digest) {}

  /**
   * How long the excerpt takes.
   *
   * @param before in microseconds, without the rewrite
   * @param after in microseconds, with it
   */
  record Timing(double before, double after) {
    boolean gains() {
      return after < before;
    }
  }

  /**
   * Decisions yet to be made.
   *
   * @param clock measures, if that is wanted
   * @param otherwise decides where nothing is known and nothing measured
   */
  Decisions(Function<Proposal, Optional<Timing>> clock, Judge otherwise) {
    this.clock = clock;
    this.otherwise = otherwise;
  }

  @Override
  public Optional<Failure> objection(Proposal proposal) {
    var key = new Key(proposal.rule(), proposal.node(), digest(proposal));
    Optional<Timing> timing = Optional.ofNullable(known.get(key)).or(() -> measured(key, proposal));
    return timing.isEmpty() ? otherwise.objection(proposal)
        : timing.filter(measured -> !measured.gains()).map(measured -> new Failure(Reason.NOT_PROFITABLE, String.format(Locale.ROOT,
            "%s was measured to take %.1f µs instead of %.1f µs", proposal.node(), measured.after(), measured.before())));
  }

  private Optional<Timing> measured(Key key, Proposal proposal) {
    Optional<Timing> timing = clock.apply(proposal);
    timing.ifPresent(measured -> {
      known.put(key, measured);
      changed = true;
    });
    return timing;
  }

  private static String digest(Proposal proposal) {
    String text = proposal.excerpt().before().withDrawnWeights() + "\n" + proposal.excerpt().after().withDrawnWeights();
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Reads decisions from a file, if there is one.
   *
   * @throws DiagnosticException if it cannot be read, or has not this form
   */
  void read(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new DiagnosticException(Diagnostic.of(Code.UNREADABLE_FILE, "cannot read decisions from \"" + file + "\": " + e.getMessage()));
    }
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw broken(file, 1, "decisions begin with the line \"" + HEADER + "\"");
    }
    for (int i = 1; i < lines.size(); i++) {
      readLine(file, i + 1, lines.get(i));
    }
  }

  private void readLine(Path file, int number, String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS) {
      throw broken(file, number, "a decision has " + FIELDS + " fields divided by tabs, this line has " + fields.length);
    }
    var timing = new Timing(micros(file, number, fields[4]), micros(file, number, fields[5]));
    if (!fields[3].equals(word(timing))) {
      throw broken(file, number, "\"" + fields[3] + "\" contradicts the times, which say \"" + word(timing) + "\"");
    }
    known.put(new Key(fields[0], fields[1], fields[2]), timing);
  }

  private static double micros(Path file, int number, String text) {
    if (!text.matches("\\d{1,12}(\\.\\d{1,6})?")) {
      throw broken(file, number, "\"" + text + "\" is no time in microseconds");
    }
    return Double.parseDouble(text);
  }

  private static String word(Timing timing) {
    return timing.gains() ? "apply" : "leave";
  }

  private static DiagnosticException broken(Path file, int line, String message) {
    return new DiagnosticException(Diagnostic.at(new SourceSpan(file.toString(), line, 1, 1), Code.CORRUPT_FILE, message)
        .help("-O3 --decisions FILE writes such a file where there is none"));
  }

  /**
   * Writes them to a file, if something has been measured.
   *
   * @throws DiagnosticException if it cannot be written
   */
  void write(Path file) {
    if (!changed) {
      return;
    }
    var text = new StringBuilder(HEADER).append('\n');
    known.forEach((key, timing) -> text.append(String.join("\t", key.rule(), key.node(), key.digest(), word(timing),
        String.format(Locale.ROOT, "%.3f", timing.before()), String.format(Locale.ROOT, "%.3f", timing.after()))).append('\n'));
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new DiagnosticException(Diagnostic.of(Code.UNWRITABLE_FILE, "cannot write decisions to \"" + file + "\": " + e.getMessage()));
    }
  }
}
