package netc.backend.tornado;

import static netc.backend.tornado.OneStep.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import netc.Compiler;
import netc.Options;
import netc.Samples;
import netc.backend.cpu.CpuBackend;
import netc.ir.Graph;
import netc.ir.exec.Backend;
import netc.ir.exec.Executable;
import netc.ir.plan.Program;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.lower.Lowering;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network of every family gives what the CPU engine and ONNX Runtime give, as it is and optimized. Images are small.
 * {@code -Dnetc.tornado.zoo=all} runs every model, or names some; {@code -Dnetc.tornado.schedule=gpu} with the kernels for GPUs.
 */
class ZooTest {
  private static final Path MODELS = Path.of("..", "models");

  /** What a difference may be, relative to the largest output. */
  private static final double TOLERANCE = 1e-4;

  /** Of each family one that is quickly compiled. */
  private static final String ONE_OF_EACH = "alexnet,bninception,convnext_tiny,densenet121,efficientnet_b0,googlenet,inception_resnet_v2,"
      + "inception_v3,inception_v4,mnasnet_b1,mobilenet_v1,mobilenet_v2,mobilenet_v3_small,regnet_y_400mf,repvgg_a0,resnet18,resnext50_32x4d,"
      + "shufflenet_v2_x0_5,squeezenet1_1,vanillanet_5,vgg11,zfnet";

  static Stream<String> models() throws IOException {
    String chosen = System.getProperty("netc.tornado.zoo", ONE_OF_EACH);
    if (!chosen.equals("all")) {
      return Stream.of(chosen.split(","));
    }
    try (Stream<Path> files = Files.list(MODELS)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".net")).map(name -> name.replace(".net", ""))
          .sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void givesWhatOthersGive(String model, @TempDir Path folder) throws OrtException {
    boolean large = Stream.of("alexnet", "zfnet", "inception", "bninception").anyMatch(model::startsWith);
    var compiler = new Compiler(Options.standard().withSettings(Map.of("size", large ? "96" : "64")));
    Graph before = compiler.load(MODELS.resolve(model + ".net")).graph();
    Program plain = Lowering.lower(before.bind(Map.of("N", 1L)));
    Map<String, TensorType> types = new TreeMap<>();
    plain.inputs().forEach((name, buffer) -> types.put(name, plain.buffer(buffer).type()));
    Map<String, Tensor> inputs = Samples.inputs(types, 7);
    Map<String, Tensor> expected = run(new CpuBackend(), plain, inputs);
    Path file = folder.resolve(model + ".onnx");
    compiler.save(file, before.bind(Map.of("N", 1L)));
    Map<String, Tensor> oracle = OnnxRuntime.run(file, inputs);
    Program optimized = Lowering.lower(compiler.optimize(before).after().bind(Map.of("N", 1L)));
    for (Program program : List.of(plain, optimized)) {
      Map<String, Tensor> actual = run(new TornadoBackend(), program, inputs);
      for (var other : List.of(expected, oracle)) {
        assertThat(actual).hasSameSizeAs(other);
        other.forEach((name, tensor) -> assertClose(Objects.requireNonNull(actual.get(name)), tensor, TOLERANCE));
      }
    }
  }

  private static Map<String, Tensor> run(Backend backend, Program program, Map<String, Tensor> inputs) {
    try (Executable executable = backend.prepare(program, Backend.Options.standard())) {
      return executable.run(inputs);
    }
  }
}
