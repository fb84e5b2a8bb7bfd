package netc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import netc.formats.AtomicFile;

/** What commands write into files. */
final class Outputs {
  private Outputs() {}

  /**
   * Creates a folder, and those around it, unless it is there.
   *
   * @throws netc.ir.diag.DiagnosticException if that is not possible
   */
  static Path createFolder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw AtomicFile.unwritable(folder, e);
    }
  }

  /** Says that a file was written. */
  static String wrote(Path file) {
    try {
      return "wrote " + file + ", " + Figures.bytes(Files.size(file));
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }
}
