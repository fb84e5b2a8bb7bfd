package netc.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Verifier;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Input;
import netc.ir.op.LeakyRelu;
import netc.ir.op.OpSchema;
import netc.ir.op.Relu;
import netc.ir.op.Size2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model is a sound graph whose text is that graph, has its checkpoint's names, and has parameters that reach it. */
class ModelsTest {
  private static final Pattern IMPORT = Pattern.compile("(?m)^import \"(.*)\"$");

  static List<String> models() {
    return Zoo.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void isSoundAndIsItsText(String model) {
    Graph graph = Zoo.graph(model, Map.of());
    assertThat(graph.name()).isEqualTo(model);
    assertThat(Verifier.verify(graph)).isEmpty();
    assertThat(Zoo.parse(graph.toString())).isEqualTo(graph);
  }

  @ParameterizedTest
  @CsvSource({"resnext50_32x4d, form, a", "resnext50_32x4d, form, b", "vanillanet_6, deploy, true", "vanillanet_6, lambda, 0.5",
    "repvgg_a0, deploy, true", "resnext101_2x64d, form, a", "resnext101_2x64d, form, b", "googlenet, aux, true",
    "googlenet_paper, aux, true",
    "inception_v3, aux, true"})
  void isSoundAndIsItsTextInItsOtherForms(String model, String parameter, String value) {
    Graph graph = Zoo.graph(model, Map.of(parameter, value));
    assertThat(Verifier.verify(graph)).isEmpty();
    assertThat(Zoo.parse(graph.toString())).isEqualTo(graph);
  }

  @ParameterizedTest
  @MethodSource("models")
  void hasASizeAndANumberOfClasses(String model) {
    Graph graph = Zoo.graph(model, Map.of("size", "320", "classes", "10"));
    assertThat(graph.inputs()).singleElement().satisfies(input -> assertThat(input.type()).hasToString("f32[N, 3, 320, 320]"));
    assertThat(graph.outputs()).hasEntrySatisfying("logits", logits -> assertThat(logits.type()).hasToString("f32[N, 10]"));
  }

  /** What the counts do not see, in Java's notation: all ops of a kind in a model have this attribute. */
  @ParameterizedTest
  @CsvSource({"vanillanet_6, batchnorm, epsilon, 1.0E-6", "resnet50, batchnorm, epsilon, 1.0E-5", "googlenet, batchnorm, epsilon, 0.001",
    "bninception, batchnorm, epsilon, 1.0E-5", "inception_v3, batchnorm, epsilon, 0.001", "inception_v4, batchnorm, epsilon, 0.001",
    "efficientnet_b0, batchnorm, epsilon, 1.0E-5", "efficientnet_b5, batchnorm, epsilon, 0.001",
    "mobilenet_v3_large, batchnorm, epsilon, 0.001",
    "inception_resnet_v2, batchnorm, epsilon, 0.001", "inception_resnet_v2, avgpool2d, count_pad, false",
    "convnext_tiny, layer_norm, epsilon, 1.0E-6", "convnext_tiny, layer_norm, axis, 1", "inception_v3, avgpool2d, count_pad, true",
    "inception_v4, avgpool2d, count_pad, false",
    "alexnet_two_tower, lrn, alpha, 1.0E-4", "alexnet_two_tower, lrn, bias, 1.0", "alexnet_two_tower, maxpool2d, ceil, true",
    "vgg11_lrn, lrn, alpha, 5.0E-4", "vgg11_lrn, lrn, bias, 2.0", "zfnet512, lrn, alpha, 5.0E-4", "zfnet512, lrn, bias, 2.0",
    "googlenet, maxpool2d, ceil, true", "squeezenet1_0, maxpool2d, ceil, true", "resnet50, maxpool2d, ceil, false",
    "mobilenet_v2, clip, low, 0.0",
    "mobilenet_v2, clip, high, 6.0", "shufflenet_v2_x1_0, shuffle, groups, 2"})
  void hasTheAttributesThatDecideWhatItComputes(String model, String op, String attribute, String value) {
    OpSchema schema = OpSchema.named(op).orElseThrow();
    assertThat(Zoo.graph(model, Map.of()).operations().map(Node::op).filter(schema.type()::isInstance)).isNotEmpty()
        .allSatisfy(each -> assertThat(schema.values(each).get(attribute)).hasToString(value));
  }

  /** What torchvision's checkpoint of the model is given: the size that an image covers before the crop, and what becomes of its samples. */
  @ParameterizedTest
  @CsvSource({"googlenet, inception, 256", "googlenet_aux, inception, 256", "inception_v3, inception, 342",
    "inception_v3_aux, inception, 342", "convnext_tiny, imagenet, 236", "shufflenet_v2_x1_0, imagenet, 256",
    "shufflenet_v2_x1_5, imagenet, 232", "shufflenet_v2_x2_0, imagenet, 232", "resnext101_64x4d, imagenet, 232",
    "resnext101_64x4d_a, imagenet, 232", "resnext101_64x4d_b, imagenet, 232", "resnet50, imagenet, 256"})
  void takesImagesAsItsCheckpointDoes(String model, String scheme, int covered) {
    Node input = Zoo.graph(model, Map.of()).inputs().getFirst();
    assertThat(input.op()).isInstanceOfSatisfying(Input.class, image -> {
      assertThat(image.preprocess().scheme()).hasToString(scheme);
      assertThat(image.preprocess().resized(Size2.of(input.type().shape().extent(2)))).isEqualTo(Size2.of(covered));
    });
  }

  @Test
  void poolsBeforeTheSeriesActivation() {
    List<String> activated = Zoo.graph("vanillanet_6", Map.of()).operations().filter(node -> node.op() instanceof Relu)
        .map(node -> node.operand(0).producer().op().name()).toList();
    assertThat(activated).containsExactly("batchnorm", "maxpool2d", "maxpool2d", "maxpool2d", "batchnorm");
  }

  @Test
  void anUnknownFormIsAnError() {
    assertThatThrownBy(() -> Zoo.graph("resnext50_32x4d", Map.of("form", "d"))).isInstanceOf(DiagnosticException.class);
  }

  @Test
  void lambdaIsTheSlopeBetweenThePairs() {
    List<LeakyRelu> between =
        Zoo.graph("vanillanet_6", Map.of("lambda", "0.25")).operations().map(Node::op).filter(LeakyRelu.class::isInstance)
            .map(LeakyRelu.class::cast).toList();
    assertThat(between).hasSize(6).containsOnly(new LeakyRelu(0.25));
  }

  @ParameterizedTest
  @MethodSource("named")
  void namesItsWeightsAsItsCheckpointDoes(String model, Map<String, String> settings, Map<String, String> expected) {
    Map<String, String> weights = Zoo.graph(model, settings).weights().stream()
        .collect(Collectors.toMap(Node::name, weight -> weight.type().shape().toString()));
    assertThat(weights).containsAllEntriesOf(expected);
  }

  static Stream<Arguments> named() {
    return Zoo.table("names.tsv")
        .collect(Collectors.groupingBy(List::getFirst, Collectors.toMap(row -> row.get(1), row -> "[" + row.get(2) + "]")))
        .entrySet().stream().sorted(Map.Entry.comparingByKey())
        .map(entry -> named(entry.getKey().split(" "), entry.getValue()));
  }

  /** A model, with a setting after it where it has one. */
  private static Arguments named(String[] model, Map<String, String> expected) {
    Map<String, String> settings = model.length == 1 ? Map.of() : Map.of(model[1].split("=", 2)[0], model[1].split("=", 2)[1]);
    return Arguments.of(model[0], settings, expected);
  }

  @Test
  void everyFamilyIsImportedByAModelOrAFamilyThatIs() throws IOException {
    var reached = new HashSet<Path>();
    for (String model : models()) {
      reach(Zoo.MODELS.resolve(model + ".net"), reached);
    }
    try (Stream<Path> files = Files.walk(Zoo.MODELS)) {
      assertThat(reached).containsExactlyInAnyOrderElementsOf(files.filter(Files::isRegularFile).collect(Collectors.toSet()));
    }
  }

  private static void reach(Path file, Set<Path> reached) throws IOException {
    if (reached.add(file)) {
      var imports = IMPORT.matcher(Files.readString(file));
      while (imports.find()) {
        reach(file.resolveSibling(imports.group(1)), reached);
      }
    }
  }
}
