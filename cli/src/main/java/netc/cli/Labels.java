package netc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;

/**
 * Names of classes.
 *
 * @param names by class, from 0; may be too few
 */
record Labels(List<String> names) {
  /** No names. */
  static Labels none() {
    return new Labels(List.of());
  }

  /**
   * A name a line.
   *
   * @throws DiagnosticException if the file cannot be read
   */
  static Labels read(Path file) {
    try {
      return new Labels(Files.readAllLines(file));
    } catch (IOException e) {
      throw new DiagnosticException(Diagnostic.of(Code.UNREADABLE_FILE, "cannot read labels from \"" + file + "\""));
    }
  }

  /** The name of a class, if there is one. */
  Optional<String> of(int index) {
    return index < names.size() ? Optional.of(names.get(index)) : Optional.empty();
  }
}
