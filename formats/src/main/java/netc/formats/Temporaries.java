package netc.formats;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  /** Creates a file. In one step with taking note of it: between the two, the end would miss the file. */
  static synchronized FileChannel open(Path file) throws IOException {
    if (ended) {
      throw new IOException("netc is being stopped");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FILES.add(file);
    return channel;
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
