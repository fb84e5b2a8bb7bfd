package netc.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Value;
import netc.ir.diag.DiagnosticException;
import netc.ir.eval.Evaluator;
import netc.ir.exec.Backend;
import netc.ir.exec.Executable;
import netc.ir.op.Add;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Flatten;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.Linear;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Size2;
import netc.ir.op.Softmax;
import netc.ir.op.Tanh;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import netc.lower.Lowering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuExecutableTest {
  private static final Graph NETWORK = network();

  private final SplittableRandom random = new SplittableRandom(5);

  /** A bit of everything: dense, strided, depthwise, grouped, residual, branches, a classifier. */
  private static Graph network() {
    var b = new GraphBuilder("small");
    Value x = b.input("image", TensorType.f32(2, 3, 45, 37));
    x = b.add(new Relu(), conv(b, x, new Conv2d(Size2.of(2), Padding.of(3), Size2.ONE, 1), 24, 7));
    x = b.add(new MaxPool2d(Size2.of(3), Size2.of(2), Padding.of(1), Size2.ONE, false), x);
    Value y = b.add(new Tanh(), conv(b, x, new Conv2d(Size2.ONE, Padding.of(3), Size2.ONE, 24), 24, 7));
    y = conv(b, y, new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 6), 24, 3);
    x = b.add(new Relu(), b.add(new Add(), x, y));
    x = b.add(new Concat(1), conv(b, x, Conv2d.plain(), 40, 1), conv(b, x, Conv2d.plain(), 33, 1), x);
    x = b.add(new Flatten(), b.add(new GlobalAvgPool(), x));
    x = b.add(new Linear(), x, weight(b, 10, 97), weight(b, 10));
    b.output("y", b.add(new Softmax(1), x));
    return b.build();
  }

  private static Value conv(GraphBuilder b, Value x, Conv2d conv, int filters, int kernel) {
    return b.add(conv, x, weight(b, filters, x.type().size(1) / conv.groups(), kernel, kernel), weight(b, filters));
  }

  private static Value weight(GraphBuilder b, long... sizes) {
    String name = "w" + b.size();
    return b.weight(name, Tensor.initial(TensorType.f32(sizes), Init.standard(Shape.of(sizes)), name, 3));
  }

  private static Executable prepare(int threads) {
    return new CpuBackend().prepare(Lowering.lower(NETWORK), new Backend.Options(threads));
  }

  private static Tensor only(Map<String, Tensor> outputs) {
    assertThat(outputs).containsOnlyKeys("y");
    return outputs.values().iterator().next();
  }

  private Map<String, Tensor> image() {
    return Map.of("image", OneStep.noise(random, 2, 3, 45, 37));
  }

  @Test
  void computesTheNetwork() {
    var image = image();
    Tensor expected = only(Evaluator.evaluate(NETWORK, image));
    try (var executable = prepare(2)) {
      // Four contractions deep, each of at most some hundred products.
      OneStep.assertClose(only(executable.run(image)), expected, 64 * 0x1p-24);
    }
  }

  @Test
  void resultsDoNotDependOnTheNumberOfThreads() {
    var image = image();
    var results = new ArrayList<float[]>();
    for (int threads = 1; threads <= 5; threads++) {
      try (var executable = prepare(threads)) {
        results.add(only(executable.run(image)).toArray());
      }
    }
    assertThat(results).allSatisfy(result -> assertThat(result).containsExactly(results.getFirst()));
  }

  @Test
  void runsMayOverlap() throws InterruptedException, ExecutionException {
    List<Map<String, Tensor>> images = List.of(image(), image(), image(), image(), image(), image());
    try (var executable = prepare(3); var callers = Executors.newFixedThreadPool(4)) {
      var alone = images.stream().map(image -> only(executable.run(image)).toArray()).toList();
      for (int round = 0; round < 20; round++) {
        List<Future<Map<String, Tensor>>> runs = new ArrayList<>();
        for (var image : images) {
          runs.add(callers.submit(() -> executable.run(image)));
        }
        for (int i = 0; i < runs.size(); i++) {
          assertThat(only(runs.get(i).get()).toArray()).containsExactly(alone.get(i));
        }
      }
    }
  }

  @Test
  void resultsOutliveLaterRuns() {
    try (var executable = prepare(1)) {
      Tensor first = only(executable.run(image()));
      float[] before = first.toArray();
      executable.run(image());
      assertThat(first.toArray()).containsExactly(before);
    }
  }

  /** The input has less than 2²⁸ elements, what the convolution makes of it 2³⁰, beyond what kernels can name, or 2³², beyond an array. */
  @ParameterizedTest
  @ValueSource(ints = {16, 64})
  void whatDoesNotFitIntoAnArrayIsRefused(int channels) {
    var b = new GraphBuilder("vast");
    Value x = conv(b, b.input("image", TensorType.f32(1, 3, 8192, 8192)), Conv2d.plain(), channels, 1);
    b.output("y", b.add(new GlobalAvgPool(), x));
    var program = Lowering.lower(b.build());
    assertThatThrownBy(() -> new CpuBackend().prepare(program, new Backend.Options(1))).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("needs more memory");
  }

  @Test
  void wrongInputsAreRefused() {
    try (var executable = prepare(1)) {
      assertThatThrownBy(() -> executable.run(Map.of())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("image");
      assertThatThrownBy(() -> executable.run(Map.of("image", OneStep.noise(random, 1, 3, 45, 37))))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("f32[2, 3, 45, 37]");
    }
  }

  @Test
  void doesNotRunOnceClosed() {
    var executable = prepare(2);
    executable.close();
    assertThatThrownBy(() -> executable.run(image())).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
  }

  @Test
  void isFoundAndHasADevice() {
    assertThat(ServiceLoader.load(Backend.class)).hasAtLeastOneElementOfType(CpuBackend.class);
    assertThat(new CpuBackend().devices()).singleElement().satisfies(device -> {
      assertThat(device.kind()).isEqualTo("cpu");
      assertThat(device.computeUnits()).isPositive();
      assertThat(device.detail()).endsWith("-bit vectors");
    });
  }
}
