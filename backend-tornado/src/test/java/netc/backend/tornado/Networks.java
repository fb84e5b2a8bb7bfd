package netc.backend.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import netc.Compiler;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
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

  /** Channels 24, 40, and 17: a dense convolution, a depthwise one of stride 2, a dense one of stride 2. */
  static Graph strided(SplittableRandom random, TensorType input) {
    var b = new GraphBuilder("strided");
    var dense = new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 1);
    var half = new Conv2d(Size2.of(2), Padding.of(1), Size2.ONE, 1);
    Value x = b.input("x", input);
    x = b.add(dense, x, b.weight("w1", OneStep.noise(random, 40, 24, 3, 3)), b.weight("b1", OneStep.noise(random, 40)));
    x = b.add(half.withGroups(40), x, b.weight("w2", OneStep.noise(random, 40, 1, 3, 3)), b.weight("b2", OneStep.noise(random, 40)));
    x = b.add(half, x, b.weight("w3", OneStep.noise(random, 17, 40, 3, 3)), b.weight("b3", OneStep.noise(random, 17)));
    b.output("y", x);
    return b.build();
  }

  /** Three convolutions of 8 channels, whose results are concatenated, twice: copies of whole blocks. */
  static Graph concatenated() {
    var b = new GraphBuilder("concatenated");
    Value x = b.input("x", TensorType.f32(1, 8, 5, 4));
    for (int i = 0; i < 2; i++) {
      List<Value> parts = new ArrayList<>();
      for (int j = 0; j < 3; j++) {
        Tensor weight = Tensor.fill(TensorType.f32(8, i == 0 ? 8 : 24, 1, 1), 0.1);
        parts.add(b.add(Conv2d.plain(), x, b.weight("w" + i + j, weight)));
      }
      x = b.add(new Concat(1), parts.toArray(Value[]::new));
    }
    b.output("y", x);
    return b.build();
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
