package netc.backend.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import netc.Compiler;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** Networks for tests. */
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

  /**
   * A long network: each convolution gives the mean of its channels, and 0.01 more.
   *
   * @param isOutput whether what a convolution gives is an output, by its number
   */
  static Graph means(int convolutions, int channels, IntPredicate isOutput) {
    var b = new GraphBuilder("means");
    Value x = b.input("x", TensorType.f32(1, channels, 3, 2));
    for (int i = 1; i <= convolutions; i++) {
      Value weight = b.weight("w" + i, Tensor.fill(TensorType.f32(channels, channels, 1, 1), 1.0 / channels));
      x = b.add(Conv2d.plain(), x, weight, b.weight("b" + i, Tensor.fill(TensorType.f32(channels), 0.01)));
      if (isOutput.test(i)) {
        b.output("y" + i, x);
      }
    }
    return b.build();
  }
}
