package netc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.diag.SourceSpan;

/** The texts that spans point into, each read once. */
final class SourceTexts {
  /** No text that was written by hand is as long. */
  private static final long LONGEST = 16 << 20;

  private final StandardInput in;
  private final Map<String, Optional<String>> texts = new HashMap<>();
  private final Map<String, List<String>> lines = new HashMap<>();

  SourceTexts(StandardInput in) {
    this.in = in;
  }

  /** The text of a file; empty if it is no readable text. */
  Optional<String> text(String file) {
    return file.equals(StandardInput.NAME) ? in.known() : texts.computeIfAbsent(file, SourceTexts::read);
  }

  /** The line that a span begins on. */
  Optional<String> line(SourceSpan span) {
    List<String> all = lines.computeIfAbsent(span.file(), file -> text(file).map(text -> text.lines().toList()).orElse(List.of()));
    return span.line() <= all.size() ? Optional.of(all.get(span.line() - 1)) : Optional.empty();
  }

  private static Optional<String> read(String file) {
    try {
      Path path = Path.of(file);
      return Files.isRegularFile(path) && Files.size(path) <= LONGEST ? Optional.of(Files.readString(path)) : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty(); // the text is only there to orient
    }
  }
}
