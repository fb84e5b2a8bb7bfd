package netc.dsl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;

/** Where the texts of imported files come from. */
@FunctionalInterface
public interface SourceLoader {
  /**
   * The text of the file at this path, which is resolved against the importing file already.
   *
   * @throws DiagnosticException if there is none
   */
  String load(String path);

  /** From the file system. */
  static SourceLoader files() {
    return SourceLoader::read;
  }

  /** From nowhere: every import fails. */
  static SourceLoader none() {
    return path -> {
      throw new DiagnosticException(Diagnostic.of(Code.UNREADABLE_FILE, "cannot read \"" + path + "\": there are no files here"));
    };
  }

  private static String read(String path) {
    try {
      Path file = Path.of(path);
      if (Files.size(file) > 4L * Limits.TEXT) {
        throw new DiagnosticException(
            Diagnostic.of(Code.GRAPH_SIZE, "\"" + path + "\" has " + Files.size(file) + " bytes, at most " + 4L * Limits.TEXT));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
    } catch (CharacterCodingException _) {
      throw new DiagnosticException(Diagnostic.of(Code.CORRUPT_FILE, "\"" + path + "\" is no UTF-8 text"));
    } catch (IOException | InvalidPathException | SecurityException e) {
      String reason = switch (e) {
        case NoSuchFileException _ -> "there is no such file";
        case AccessDeniedException _ -> "permission denied";
        case InvalidPathException _ -> "no file can have this name in this locale";
        default -> String.valueOf(e.getMessage());
      };
      throw new DiagnosticException(Diagnostic.of(Code.UNREADABLE_FILE, "cannot read \"" + path + "\": " + reason));
    }
  }
}
