package netc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import netc.formats.AtomicFile;
import netc.formats.safetensors.Safetensors;
import netc.ir.tensor.Tensor;

/** Writes {@code .net} files with the weights that they name beside them: both or none. */
final class TextFiles {
  private TextFiles() {}

  /**
   * Writes a text and, if there are any, its weights.
   *
   * @throws netc.ir.diag.DiagnosticException if one of the two cannot be written; it names the text's file, which is what was asked for
   */
  static void write(Path file, String text, Path weightsFile, Map<String, Tensor> weights) {
    if (weights.isEmpty()) {
      AtomicFile.writeText(file, text);
      return;
    }
    try (AtomicFile net = AtomicFile.open(file); AtomicFile beside = openBeside(weightsFile)) {
      net.write(text.getBytes(StandardCharsets.UTF_8));
      Safetensors.write(beside, weights, Map.of());
      beside.commit();
      net.commit();
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  private static AtomicFile openBeside(Path weightsFile) throws IOException {
    try {
      return AtomicFile.open(weightsFile);
    } catch (IOException e) {
      throw new IOException("its weights go to \"" + weightsFile + "\": " + AtomicFile.reason(e), e);
    }
  }

  /** Whether the text that is there now takes its weights from the same file as this text: then both are replaced together. */
  static boolean takesSameWeights(Path file, String text) {
    String statement = text.lines().map(String::strip).filter(line -> line.startsWith("weights ")).findFirst().orElse("");
    try (Stream<String> lines = Files.lines(file)) {
      return !statement.isEmpty() && lines.anyMatch(line -> line.strip().equals(statement));
    } catch (IOException | UncheckedIOException _) {
      return false; // there is none, or it is no text
    }
  }
}
