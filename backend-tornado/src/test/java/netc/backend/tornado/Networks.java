package netc.backend.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import netc.Compiler;
import netc.ir.Graph;

/** Small networks. */
final class Networks {
  private Networks() {}

  /** Two convolutions and a classifier, with this many channels between. */
  static Graph small(int channels) {
    try {
      Path file = Files.createTempFile("small", ".net");
      Files.writeString(file, """
          net small {
            input image: f32[N, 3, 12, 14]
            x = image -> conv(%d, 3, pad = 1) -> relu -> conv(17, 1) -> sigmoid
            output y = x -> global_avgpool -> flatten -> linear(5)
          }
          """.formatted(channels));
      Graph graph = Compiler.standard().load(file).graph();
      Files.delete(file);
      return graph;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
