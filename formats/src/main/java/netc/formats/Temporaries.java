package netc.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The temporary files that are being written. If the process is ended meanwhile, as by Ctrl-C, they are removed. */
final class Temporaries {
  private static final Set<Path> FILES = new HashSet<>();
  private static boolean ended;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Temporaries::end, "netc-temporaries"));
  }

  private Temporaries() {}

  /** Before a file is created. */
  static synchronized void add(Path file) throws IOException {
    if (ended) {
      throw new IOException("netc is being stopped");
    }
    FILES.add(file);
  }

  /** After a file was moved or deleted. */
  static synchronized void remove(Path file) {
    FILES.remove(file);
  }

  private static synchronized void end() {
    ended = true;
    for (Path file : FILES) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException _) {
        // the others may still be removed, and nobody is left to be told
      }
    }
  }
}
