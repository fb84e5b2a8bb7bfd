package netc.backend.tornado;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** OpenCL C of our own, as a file: TornadoVM takes no text. It lasts as long as the process. */
final class DeviceSource {
  private static final String RULE = "// ----\n";

  private DeviceSource() {}

  /** The file with the convolution. */
  static String convolution() {
    return Written.FILE.toString();
  }

  /** Written when it is first asked for. */
  private static final class Written {
    static final Path FILE = write();

    private static Path write() {
      try {
        String[] parts = text("convolution.cl").split(RULE, -1);
        Path file = Files.createTempFile("netc-convolution", ".cl");
        file.toFile().deleteOnExit();
        return Files.writeString(file, parts[0] + variant(1, "convolve_pair", parts[1]) + variant(2, "convolve_pairs", parts[1])
            + text("depthwise.cl") + parts[2]);
      } catch (IOException e) {
        throw new UncheckedIOException("TornadoVM cannot be given a kernel", e);
      }
    }

    private static String text(String resource) throws IOException {
      try (InputStream stream = DeviceSource.class.getResourceAsStream(resource)) {
        if (stream == null) {
          throw new IllegalStateException(resource + " is not beside its class");
        }
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    private static String variant(int pairs, String name, String text) {
      return "#define PAIRS " + pairs + "\n#define NAME " + name + "\n" + text + "#undef PAIRS\n#undef NAME\n";
    }
  }
}
