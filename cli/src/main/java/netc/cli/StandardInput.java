package netc.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import netc.Compiler;
import netc.Model;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;

/** The net that {@code -} stands for: its text comes through standard input, which is read once, when it is first asked for. */
final class StandardInput {
  /** What is written for it. */
  static final String NAME = "-";

  /** No net that was written by hand or by netc is as long. */
  private static final int LONGEST = 64 << 20;

  private final InputStream stream;
  private Optional<String> text = Optional.empty();

  StandardInput(InputStream stream) {
    this.stream = stream;
  }

  /** Whether a file is standard input. */
  static boolean is(Path file) {
    return file.toString().equals(NAME);
  }

  /** The text, if it was read. */
  Optional<String> known() {
    return text;
  }

  /**
   * A model from a file, or from standard input.
   *
   * @throws DiagnosticException if it cannot be read or is wrong
   */
  Model load(Compiler compiler, Path file) {
    return is(file) ? compiler.load(file, read()) : compiler.load(file);
  }

  private String read() {
    if (text.isEmpty()) {
      try {
        byte[] bytes = stream.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
          throw new DiagnosticException(Diagnostic.of(Code.GRAPH_SIZE, "standard input has more than " + LONGEST + " bytes"));
        }
        text = Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      } catch (CharacterCodingException e) {
        throw new DiagnosticException(
            Diagnostic.of(Code.CORRUPT_FILE, "standard input is no UTF-8 text").help("- is for nets in the language"));
      } catch (IOException e) {
        throw new UncheckedIOException("standard input cannot be read", e);
      }
    }
    return text.orElseThrow();
  }
}
