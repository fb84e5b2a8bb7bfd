package netc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import netc.formats.AtomicFile;
import netc.ir.Graph;

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

  /** Says that a model was written, and the weights beside its text. */
  static String wrote(Path file, Graph graph) {
    Path weights = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.[^.]*$", ".safetensors"));
    boolean text = file.toString().toLowerCase(Locale.ROOT).endsWith(".net");
    return "wrote " + sized(file) + (text && !graph.weights().isEmpty() ? ", weights in " + sized(weights) : "");
  }

  private static String sized(Path file) {
    try {
      return file + " (" + Figures.bytes(Files.size(file)) + ")";
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }
}
