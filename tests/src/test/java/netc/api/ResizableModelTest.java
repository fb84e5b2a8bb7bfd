package netc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import netc.Compiler;
import netc.Options;
import netc.ResizableModel;
import netc.Samples;
import netc.ir.Graph;
import netc.ir.diag.DiagnosticException;
import netc.ir.eval.Evaluator;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;

class ResizableModelTest {
  private static final Compiler COMPILER = new Compiler(Options.standard().withThreads(2).withBackend("cpu"));

  /** At 28×28 its pooling is global, and may be rewritten as if it always were. */
  private static final Graph GRAPH = COMPILER.load(Path.of("sized.net"), """
      net sized {
        input image: f32[N, 3, 28, 28]
        x = image -> conv(24, 3, pad = 1, bias = false) -> bn -> relu -> maxpool(2) -> conv(40, 3, pad = 1) -> relu
        y = avgpool(x, 14)
        output mean = flatten(global_avgpool(y))
      }
      """).graph();

  private static Map<String, Tensor> image(int batch, int height, int width) {
    return Samples.inputs(Map.of("image", TensorType.f32(batch, 3, height, width)), height);
  }

  private static float[] mean(Map<String, Tensor> outputs) {
    return outputs.values().iterator().next().toArray();
  }

  private static void assertRight(ResizableModel model, Map<String, Tensor> inputs) {
    Graph sized = GRAPH.withInputs(Map.of("image", inputs.values().iterator().next().type()));
    float[] expected = mean(Evaluator.evaluate(sized, inputs));
    float[] actual = mean(model.run(inputs));
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
    }
  }

  private static List<Integer> widths(ResizableModel model) {
    return model.sizes().stream().map(types -> types.values().iterator().next().shape().extent(3)).toList();
  }

  @Test
  void runsOnImagesAndBatchesOfAnySize() {
    try (var model = COMPILER.compileForAnySize(GRAPH, 4)) {
      assertRight(model, image(1, 28, 28));
      assertRight(model, image(1, 45, 61));
      assertRight(model, image(3, 28, 37));
      assertRight(model, image(1, 28, 28));
      assertThat(widths(model)).as("the one used last at the end").containsExactly(61, 37, 28);
    }
  }

  @Test
  void keepsThoseThatWereUsedLast() {
    try (var model = COMPILER.compileForAnySize(GRAPH, 2)) {
      for (int width : List.of(28, 30, 28, 32)) {
        model.run(image(1, 28, width));
      }
      assertThat(widths(model)).containsExactly(28, 32);
      assertRight(model, image(1, 28, 30));
      assertThat(widths(model)).containsExactly(32, 30);
    }
  }

  @Test
  void whatTheNetworkIsNotDefinedForIsRefusedAndForgotten() {
    try (var model = COMPILER.compileForAnySize(GRAPH, 2)) {
      assertThatThrownBy(() -> model.run(image(1, 20, 20))).isInstanceOf(DiagnosticException.class).hasMessageContaining("avgpool")
          .hasMessageContaining("f32[1, 3, 20, 20]");
      assertThatThrownBy(() -> model.run(Map.of())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("image");
      assertThat(model.sizes()).isEmpty();
      assertRight(model, image(1, 29, 29));
    }
    assertThatThrownBy(() -> COMPILER.compileForAnySize(GRAPH, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void callersMayOverlapThoughOnlyOneModelIsKept() throws InterruptedException, ExecutionException {
    try (var model = COMPILER.compileForAnySize(GRAPH, 1); var callers = Executors.newFixedThreadPool(4)) {
      var images = List.of(image(1, 28, 28), image(1, 28, 29), image(2, 28, 28));
      List<float[]> alone = images.stream().map(image -> mean(model.run(image))).toList();
      for (int round = 0; round < 5; round++) {
        var runs = new ArrayList<Future<float[]>>();
        images.forEach(image -> runs.add(callers.submit(() -> mean(model.run(image)))));
        for (int i = 0; i < runs.size(); i++) {
          assertThat(runs.get(i).get()).containsExactly(alone.get(i));
        }
      }
      assertThat(model.sizes()).hasSize(1);
    }
  }

  @Test
  void doesNotRunOnceClosed() {
    var model = COMPILER.compileForAnySize(GRAPH, 1);
    model.close();
    assertThatThrownBy(() -> model.run(image(1, 28, 28))).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
  }
}
