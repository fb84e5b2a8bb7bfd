package netc.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.Comparison;
import netc.CompiledModel;
import netc.Compiler;
import netc.Options;
import netc.Samples;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.eval.Evaluator;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole networks compute the same before and after optimization, on the CPU engine, on the reference evaluator and, exported, on ONNX Runtime. Images
 * are small, so that this takes seconds; channels and weights are as published.
 */
class NumbersTest {
  /** What a difference may be, relative to the largest output. */
  private static final double TOLERANCE = 1e-4;

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  @TempDir
  private Path folder;

  /** Those that are run on every build; {@code -Dnetc.zoo=REGEX} runs the forms in {@code facts.tsv} that match instead, {@code -Dnetc.zoo=.*} all. */
  static Stream<Arguments> variants() {
    String wanted = System.getProperty("netc.zoo", "");
    if (!wanted.isEmpty()) {
      return Fact.all().stream().filter(fact -> fact.toString().matches(wanted)).map(fact -> Arguments.of(fact.model(), settings(fact)));
    }
    return Stream.of("vanillanet_5,size=64", "vanillanet_6,size=64 lambda=0.5", "resnet18,size=64", "resnet34,size=64", "resnet50,size=64",
        "resnet50_v1,size=64", "inception_v3,size=96", "bninception,size=64", "shufflenet_v2_x1_0,size=64",
        "alexnet,size=96", "googlenet,size=64", "resnext50_32x4d,size=64 form=a", "resnext50_32x4d,size=64 form=b",
        "resnext50_32x4d,size=64 form=c", "mobilenet_v3_small,size=64", "efficientnet_b0,size=64", "mnasnet_b1,size=64",
        "regnet_y_400mf,size=64", "convnext_tiny,size=64", "inception_resnet_v2,size=96")
        .map(row -> Arguments.of((Object[]) row.split(",")));
  }

  /** Small, unless the form is one of another size. */
  private static String settings(Fact fact) {
    var settings = new LinkedHashMap<>(fact.settings());
    settings.putIfAbsent("size", fact.model().startsWith("inception_v3") ? "299" : "96"); // its auxiliary head needs maps of 17 × 17
    return settings.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void optimizedNetworksComputeTheSameEverywhere(String name, String settings) throws Exception {
    Compiler compiler = compiler(settings);
    Graph before = compiler.load(Zoo.MODELS.resolve(name + ".net")).graph();
    Graph after = compiler.optimize(before).after();
    Map<String, Tensor> inputs = Samples.inputs(types(before), 7);
    Map<String, Tensor> expected = run(compiler, before, inputs);
    assertThat(Comparison.of(expected, run(compiler, after, inputs)).error()).as("after optimization").isLessThanOrEqualTo(TOLERANCE);
    assertThat(Comparison.of(expected, onnxRuntime(compiler, before, inputs)).error()).as("ONNX Runtime").isLessThanOrEqualTo(TOLERANCE);
    assertThat(Comparison.of(expected, onnxRuntime(compiler, after, inputs)).error()).as("optimized, ONNX Runtime")
        .isLessThanOrEqualTo(TOLERANCE);
  }

  /** 138 million parameters: too many to export twice on every build. */
  @Test
  void vgg16ComputesTheSame() {
    Compiler compiler = compiler("size=64");
    Graph before = compiler.load(Zoo.MODELS.resolve("vgg16.net")).graph();
    Map<String, Tensor> inputs = Samples.inputs(types(before), 7);
    assertThat(Comparison.of(run(compiler, before, inputs), run(compiler, compiler.optimize(before).after(), inputs)).error())
        .isLessThanOrEqualTo(TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"resnet18", "googlenet", "alexnet_two_tower", "squeezenet1_1", "shufflenet_v2_x1_0", "densenet121", "mobilenet_v3_small"})
  void theEngineAgreesWithTheEvaluator(String name) {
    Compiler compiler = compiler("size=96");
    Graph before = compiler.load(Zoo.MODELS.resolve(name + ".net")).graph();
    Map<String, Tensor> inputs = Samples.inputs(types(before), 7);
    Map<String, Tensor> expected = Evaluator.evaluate(before.bind(Map.of("N", 1L)), inputs);
    assertThat(Comparison.of(expected, run(compiler, compiler.optimize(before).after(), inputs)).error()).isLessThanOrEqualTo(TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet34", "resnet50", "googlenet"})
  void noNormalizationIsLeft(String name) {
    Compiler compiler = compiler("size=64");
    Graph after = compiler.optimize(compiler.load(Zoo.MODELS.resolve(name + ".net")).graph()).after();
    assertThat(Statistics.of(after).ops()).doesNotContainKey("batchnorm");
  }

  private static Compiler compiler(String settings) {
    var values = new HashMap<String, String>();
    for (String setting : List.of(settings.split(" "))) {
      values.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    }
    return new Compiler(Options.standard().withSettings(values));
  }

  private static Map<String, TensorType> types(Graph graph) {
    var types = new LinkedHashMap<String, TensorType>();
    graph.inputs().forEach(input -> types.put(input.name(), TensorType.f32(input.type().shape().bind(Map.of("N", 1L)))));
    return types;
  }

  private static Map<String, Tensor> run(Compiler compiler, Graph graph, Map<String, Tensor> inputs) {
    try (CompiledModel model = compiler.compile(graph)) {
      return model.run(inputs);
    }
  }

  private Map<String, Tensor> onnxRuntime(Compiler compiler, Graph graph, Map<String, Tensor> inputs) throws Exception {
    Path file = folder.resolve("model.onnx");
    compiler.save(file, graph);
    var outputs = new LinkedHashMap<String, Tensor>();
    var feeds = new HashMap<String, OnnxTensor>();
    try (OrtSession session = ENVIRONMENT.createSession(file.toString())) {
      for (var input : inputs.entrySet()) {
        feeds.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result results = session.run(feeds)) {
        for (var result : results) {
          OnnxTensor tensor = (OnnxTensor) result.getValue();
          FloatBuffer elements = tensor.getFloatBuffer();
          var array = new float[elements.remaining()];
          elements.get(array);
          outputs.put(result.getKey(), Tensor.of(Shape.of(tensor.getInfo().getShape()), array));
        }
      }
    } finally {
      feeds.values().forEach(OnnxTensor::close);
      Files.deleteIfExists(file);
    }
    return outputs;
  }

  private static OnnxTensor tensor(Tensor tensor) throws OrtException {
    long[] sizes = tensor.shape().dims().stream().mapToLong(dim -> Long.parseLong(dim.toString())).toArray();
    return OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(tensor.toArray()), sizes);
  }
}
