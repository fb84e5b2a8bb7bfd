package netc.backend.cpu.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import netc.ir.op.Conv2d;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Size2;
import netc.ir.tensor.Elements;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One convolution or fully connected layer with a relu, again and again on one thread, by the kernel that the engine takes for it. */
@State(Scope.Thread)
public class KernelBenchmark {
  /** {@code family channels>filters input-extent kernel stride groups}: layers of ResNet, MobileNet and ResNeXt. */
  static final List<String> LAYERS = List.of("pointwise 64>256 56 1 1 1",
      "pointwise 256>64 56 1 1 1",
      "pointwise 512>128 28 1 1 1",
      "pointwise 1024>256 14 1 1 1",
      "pointwise 512>2048 7 1 1 1",
      "direct 128>128 56 3 2 1",
      "direct 256>256 28 3 2 1",
      "first 3>64 224 7 2 1",
      "winograd 64>64 56 3 1 1",
      "winograd 128>128 28 3 1 1",
      "winograd 256>256 14 3 1 1",
      "winograd 512>512 7 3 1 1",
      "depthwise 144>144 56 3 1 144",
      "depthwise 384>384 14 3 1 384",
      "grouped 128>128 56 3 1 32",
      "grouped 512>512 14 3 1 32",
      "linear 2048>1000 1 1 1 1");

  /** One of the {@link #LAYERS}. */
  @Param("pointwise 64>256 56 1 1 1")
  public String layer = "";

  private Team team = new Team(1, 0);
  private Frame frame = new Frame(0, 0, 0, team);
  private Kernel kernel = _ -> {};

  /** Makes the kernel and its memory. */
  @Setup
  public void prepare() {
    var shape = Layer.of(layer);
    Sizes from = shape.from();
    Sizes to = shape.to();
    var random = new SplittableRandom(1);
    Elements weights = (_, into, at, count) -> {
      for (int i = at; i < at + count; i++) {
        into[i] = (float) random.nextDouble(-1, 1);
      }
    };
    int x = Channels.blocks(to.channels()) * Lanes.COUNT;
    int out = x + Math.toIntExact(Channels.elements(from));
    kernel = shape.kernel(weights, x, out);
    frame = new Frame(out + Math.toIntExact(Channels.elements(to)) + Lanes.SLACK, kernel.shared(), kernel.scratch(), team);
    weights.read(0, frame.memory(), 0, out);
  }

  /** Runs it. */
  @Benchmark
  public void run() {
    kernel.run(frame);
  }

  /** Lets go of the team. */
  @TearDown
  public void close() {
    team.close();
  }

  /**
   * What the words of {@link #layer} say.
   *
   * @param conv the op
   * @param size its kernel
   * @param from the input's sizes
   * @param to the result's sizes
   */
  record Layer(Conv2d conv, Size2 size, Sizes from, Sizes to) {
    static Layer of(String words) {
      int[] numbers = Arrays.stream(words.substring(words.indexOf(' ') + 1).split("[ >]")).mapToInt(Integer::parseInt).toArray();
      int extent = Math.ceilDiv(numbers[2], numbers[4]);
      var conv = new Conv2d(Size2.of(numbers[4]), Padding.of(numbers[3] / 2), Size2.ONE, numbers[5]);
      return new Layer(conv, Size2.of(numbers[3]), new Sizes(1, numbers[0], numbers[2], numbers[2]),
          new Sizes(1, numbers[1], extent, extent));
    }

    /** Two for each multiply-add of the definition. */
    double operations() {
      return 2.0 * to.elements() * from.channels() / conv.groups() * size.height() * size.width();
    }

    Kernel kernel(Elements weights, int x, int out) {
      if (from.map() == 1) {
        return new MatrixVector(contract(Filters.plain(from.channels() * to.channels()), weights, x, out), to.channels(), from.channels());
      }
      if (GroupedConvolution.suits(conv, from, to)) {
        return new GroupedConvolution(contract(GroupedConvolution.filters(conv, size, from), weights, x, out), conv, size, from, to);
      }
      var tile = BlockedWinograd.tile(conv, size, from, to);
      if (tile.isPresent()) {
        var form = BlockedWinograd.filters(from, to, tile.getAsInt());
        return new BlockedWinograd(contract(form, weights, x, out), conv, from, to, tile.getAsInt(), 1);
      }
      boolean blocked = from.channels() > 4;
      var form = BlockedConvolution.filters(conv, size, from, to, blocked);
      return new BlockedConvolution(contract(form, weights, x, out), conv, size, from, to, blocked, 1);
    }

    private static Contract contract(Filters.Form form, Elements weights, int x, int out) {
      float[] packed = form.of(weights);
      return new Contract(x, _ -> packed, 0, out, new Finish(List.of(new Finish.Function(new Relu()))));
    }
  }
}
