package netc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Statistics;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;
import netc.ir.op.Clip;
import netc.ir.op.Constant;
import netc.ir.op.Conv2d;
import netc.ir.op.LeakyRelu;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the language means, as docs/language.md has it. */
class LanguageTest {
  private static final String RESNEXT = """
      block bottleneck(x, planes, stride = 1, groups = 32, base = 4) {
        width  = planes * base / 64 * groups
        branch = x -> conv(width, 1, bias = false) -> bn -> relu
                   -> conv(width, 3, stride = stride, pad = 1, groups = groups, bias = false) -> bn -> relu
                   -> conv(planes * 4, 1, bias = false) -> bn
        short  = if stride != 1 or x.channels != planes * 4 {
                   x -> conv(planes * 4, 1, stride = stride, bias = false, name = "downsample.0") -> bn(name = "downsample.1")
                 } else { x }
        return relu(branch + short)
      }

      net resnext50_32x4d(classes = 1000) {
        input image: f32[N, 3, 224, 224]
        x = image -> conv(64, 7, stride = 2, pad = 3, bias = false) -> bn -> relu -> maxpool(3, stride = 2, pad = 1)
        for stage, depth in [3, 4, 6, 3] {
          for i in 0..depth {
            x = x -> bottleneck(64 << stage, stride = if stage > 0 and i == 0 { 2 } else { 1 }, name = "layer{stage + 1}.{i}")
          }
        }
        output logits = x -> global_avgpool -> flatten -> linear(classes, name = "fc")
      }
      """;

  private static Graph net(String body) {
    return NetLanguage.parse("test.net", "net test {\n  input x: f32[N, 4, 8, 8]\n" + body + "\n}", Options.defaults()).graphOrThrow();
  }

  /** The value of an expression, by way of a weight's size. */
  private static long value(String expression) {
    return net("v = " + expression + "\n weight w: f32[v]\n output x").weights().getFirst().type().size(0);
  }

  private static List<String> weightNames(Graph graph) {
    return graph.weights().stream().map(Node::name).toList();
  }

  private static Node node(Graph graph, String name) {
    return graph.nodes().stream().filter(node -> node.names().contains(name)).findFirst().orElseThrow();
  }

  @Test
  void theExampleOfTheDocumentationIsResNeXt50() {
    Graph graph = NetLanguage.parse("resnext.net", RESNEXT, Options.defaults()).graphOrThrow();
    assertThat(Statistics.of(graph).parameters()).isEqualTo(25_028_904);
    assertThat(Statistics.of(graph).grouped()).isEqualTo(16);
    assertThat(weightNames(graph)).contains("conv1.weight", "bn1.running_mean", "layer1.0.conv1.weight", "layer1.0.downsample.0.weight",
        "layer1.0.downsample.1.running_var", "layer4.2.bn3.bias", "fc.weight", "fc.bias");
    assertThat(graph.outputs()).containsOnlyKeys("logits");
    assertThat(node(graph, "fc").type()).hasToString("f32[N, 1000]");
  }

  @Test
  void aNetsParametersAreReportedAndSet() {
    Result result = NetLanguage.parse("resnext.net", RESNEXT, Options.defaults().with("classes", "5 * 2"));
    assertThat(result).isInstanceOfSatisfying(Result.Parsed.class,
        parsed -> assertThat(parsed.parameters()).containsExactly(new Result.Setting("classes", Optional.of("1000"))));
    assertThat(node(result.graphOrThrow(), "fc").type().size(1)).isEqualTo(10);
  }

  @Test
  void aBareWordIsAString() {
    String text = "net test(form = \"a\") { input x: f32[1] if form == \"b\" { y = relu(x) } else { y = tanh(x) } output y }";
    assertThat(Statistics.of(NetLanguage.parse("t.net", text, Options.defaults().with("form", "b")).graphOrThrow()).ops())
        .containsKey("relu");
    assertThat(Statistics.of(NetLanguage.parse("t.net", text, Options.defaults().with("form", "\"c\"")).graphOrThrow()).ops())
        .containsKey("tanh");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "1 + 2 * 3 | 7", "(1 + 2) * 3 | 9", "7 / 2 | 3", "-7 / 2 + 10 | 7", "7 % 4 | 3", "1 << 2 + 1 | 8", "64 >> 3 | 8", "- 2 * -3 | 6",
    "if true or 1 / 0 == 1 { 1 } else { 2 } | 1", "if not true and false { 1 } else if 1 < 2 and 2 <= 2 { 3 } else { 4 } | 3",
    "[3, 4, 6, 3][2] | 6", "len([1] + [2, 3]) | 3", "len(2..7) | 5", "sum([1, 2, 3]) | 6", "min(3, 2) | 2", "max([3, 9, 2]) | 9",
    "abs(-5) | 5",
    "floor(2.7) | 2", "ceil(2.1) | 3", "round(2.5) | 3", "int(3.9) | 3", "int(sqrt(81)) | 9", "int(float(7) / 2 * 2) | 7",
    "len(\"layer{1 + 1}\") | 6",
    "x.channels * x.height + x.rank | 36", "relu(x).width | 8", "if [1, 2] == [1, 2] { 1 } else { 2 } | 1", "10 - 3 - 2 | 5",
    "100 / 5 / 2 | 10",
    "if 1 == 1.0 { 1 } else { 2 } | 1", "(0..5)[1] | 1", "min(2, 1.5, 3) * 2 | 3.0", "-(-3) | 3"})
  void expressionsHaveTheirUsualMeaning(String expression, String expected) {
    assertThat(value("int(" + expression + ")")).isEqualTo((long) Double.parseDouble(expected));
  }

  @Test
  void pipesPassTheFirstArgument() {
    Graph graph = net("output y = x -> leaky_relu(0.25) -> maxpool([2, 3], stride = 1, pad = [1, 2])");
    assertThat(node(graph, "leaky_relu1").op()).isEqualTo(new LeakyRelu(0.25));
    assertThat(node(graph, "maxpool1").op())
        .isEqualTo(new MaxPool2d(new Size2(2, 3), Size2.ONE, new Padding(1, 2, 1, 2), Size2.ONE, false));
  }

  @Test
  void aPoolsStrideIsItsKernelUnlessGiven() {
    assertThat(node(net("output y = maxpool(x, 3)"), "maxpool1").op())
        .isEqualTo(new MaxPool2d(Size2.of(3), Size2.of(3), Padding.NONE, Size2.ONE, false));
  }

  @Test
  void loopsAndBranchesAssignTheVariablesAroundThem() {
    Graph graph = net("n = 0\n for a in [1, 2, 3] { if a % 2 == 1 { n = n + a } else { m = a } }\n weight w: f32[n, m]\n output x");
    assertThat(graph.weights().getFirst().type()).isEqualTo(TensorType.f32(4, 2));
  }

  @Test
  void namesOfScopesAndLayersAreNumberedUnlessGiven() {
    Graph graph = NetLanguage.parse("test.net", """
        block unit(x, c) { return x -> conv(c, 1) -> bn -> relu }
        block open(x) { return unit(x, 4, name = "inner") }
        net test {
          input x: f32[N, 4, 8, 8]
          x = x -> unit(4) -> unit(4) -> open(name = "a.0") -> open(name = "") -> conv(4, 1) -> conv(4, 1, name = "last")
          output y = x -> relu6 -> relu6
        }""", Options.defaults()).graphOrThrow();
    assertThat(weightNames(graph)).contains("unit1.conv1.weight", "unit2.conv1.weight", "a.0.inner.conv1.bias", "inner.conv1.weight",
        "conv1.weight", "last.bias");
    assertThat(node(graph, "relu6_2").op()).isEqualTo(new Clip(0, 6));
  }

  @Test
  void anOpThatIsAssignedInANetHasThatName() {
    Graph graph = net("""
          relu1 = x -> conv(4, 1)
          conv1 = relu(x)
          s.0, s.1 = split(conv1, sizes = [2, 2])
          t = split(conv1, sizes = [1, 3])
          x = relu(x)
          x = relu(x)
          y = relu(x) -> tanh
          output y = concat(s.0, t[1], relu1, y)
        """);
    assertThat(graph.nodes()).extracting(Node::names).contains(List.of("conv1"), List.of("s.0", "s.1"), List.of("t.0", "t.1"),
        List.of("x_1"), List.of("x_2"),
        List.of("conv1_1"), List.of("relu1"));
    assertThat(weightNames(graph)).containsExactly("conv1.weight", "conv1.bias");
  }

  @Test
  void tensorsAddAndMultiply() {
    Graph graph = net("output y = 2 * x + x + sum([x, x, x])");
    assertThat(Statistics.of(graph).ops()).isEqualTo(Map.of("mul", 1, "add", 4));
    assertThat(graph.weights()).singleElement()
        .satisfies(weight -> assertThat(weight.op()).isEqualTo(new Constant(Tensor.fill(TensorType.f32(), 2))));
    assertThat(Statistics.of(graph).parameters()).as("numbers in a formula are no parameters").isZero();
    assertThat(NetLanguage.parse("text.net", graph.toString(), Options.defaults()).graphOrThrow()).isEqualTo(graph);
  }

  @Test
  void transposedConvolutionsHaveTheirInputsChannelsFirst() {
    Graph graph = net("output y = x -> conv_transpose(6, 3, stride = 2, pad = 1, output_pad = 1, groups = 2)");
    assertThat(graph.weights()).extracting(node -> node.name() + " " + node.type())
        .containsExactly("conv_transpose1.weight f32[4, 3, 3, 3]", "conv_transpose1.bias f32[6]");
    assertThat(graph.outputs().get("y").type().toString()).isEqualTo("f32[N, 6, 16, 16]");
  }

  @Test
  void normalizationsByOwnStatisticsAreLayersUnlessTheyAreGivenTheirWeights() {
    Graph graph = net("output y = x -> layer_norm(epsilon = 1e-6) -> layer_norm(3) -> instance_norm");
    assertThat(graph.weights()).extracting(node -> node.name() + " " + node.type()).containsExactly("layer_norm1.weight f32[4]",
        "layer_norm1.bias f32[4]", "layer_norm2.weight f32[8]", "layer_norm2.bias f32[8]", "instance_norm1.weight f32[4]",
        "instance_norm1.bias f32[4]");
    assertThat(graph.toString()).contains("layer_norm(x, layer_norm1.weight, layer_norm1.bias, epsilon = 1e-6)");
    assertThat(net("weight g: f32[8] weight b: f32[8] output y = layer_norm(x, g, b, 2)").toString())
        .contains("layer_norm(x, g, b, axis = 2)");
  }

  @Test
  void tensorsSubtractAndDivide() {
    Graph graph = net("output y = -x / 4 - (1 - x)");
    assertThat(graph.toString()).contains("neg1 = neg(x)", "div1 = div(neg1, scalar1)", "sub1 = sub(scalar2, x)", "sub2 = sub(div1, sub1)");
  }

  @Test
  void functionsOfNumbersAreOpsOfTensors() {
    Graph graph = net("output y = max(abs(x), min(x, sqrt(x))) + max(1, 2) * abs(-3)");
    assertThat(Statistics.of(graph).ops()).isEqualTo(Map.of("max", 1, "abs", 1, "min", 1, "sqrt", 1, "add", 1));
  }

  @Test
  void layersMakeWeightsOfTheDocumentedShapesAndValues() {
    Graph graph = net(
        "output y = x -> conv(6, [3, 1], groups = 2, dilation = 2) -> bn -> prelu -> prelu(per_channel = false) -> series_activation(n = 1)");
    assertThat(graph.weights()).extracting(node -> node.name() + " " + node.type()).contains("conv1.weight f32[6, 2, 3, 1]",
        "conv1.bias f32[6]",
        "prelu1.weight f32[6]", "prelu2.weight f32[1]", "series_activation1.conv.weight f32[6, 1, 3, 3]",
        "series_activation1.bn.running_var f32[6]");
    assertThat(node(graph, "conv1").op()).isEqualTo(new Conv2d(Size2.ONE, Padding.NONE, Size2.of(2), 2));
    assertThat(node(graph, "bn1.running_var").op())
        .isEqualTo(new Constant(Tensor.initial(TensorType.f32(6), new Init.Uniform(0.5, 1.5), "bn1.running_var", 0)));
    Graph deployed = net("output y = x -> series_activation(deploy = true)");
    assertThat(weightNames(deployed)).containsExactly("series_activation1.conv.weight", "series_activation1.conv.bias");
  }

  @Test
  void linearAndPreluAreOpsWhenTheyAreGivenTheirWeights() {
    Graph graph = net("weight s: f32[4]\n weight w: f32[2, 4]\n p = prelu(x, s)\n output y = p -> global_avgpool -> flatten -> linear(w)");
    assertThat(weightNames(graph)).containsExactly("s", "w");
  }

  @Test
  void theSeedChangesWhatNoFileGives() {
    String text = "net t { input x: f32[1, 3] output y = linear(x, 2) }";
    var seeded = new Options(Map.of(), 9, Optional.empty(), SourceLoader.none(), WeightLoader.none(), List.of());
    assertThat(NetLanguage.parse("t.net", text, seeded).graphOrThrow().toString()).contains("seed = 9");
  }

  @Test
  void importsBringBlocksAndTheirNetsDoNotCount() {
    Map<String, String> files = Map.of("models/lib/blocks.net", "import \"more.net\" block a(x) { return b(x) }", "models/lib/more.net",
        "block b(x) { return relu(x) } net other { input x: f32[1] output x }");
    SourceLoader loader = path -> files.getOrDefault(path, "");
    String text = "import \"lib/blocks.net\" import \"./lib/more.net\" net main { input x: f32[1] output y = a(x) }";
    Graph graph = NetLanguage.parse("models/main.net", text, Options.defaults().withSources(loader)).graphOrThrow();
    assertThat(graph.name()).isEqualTo("main");
    assertThat(node(graph, "a1.b1.relu1").origin().span()).contains(new SourceSpan("models/lib/more.net", 1, 21, 4));
  }

  @Test
  void theOptionsNameOneOfSeveralNets() {
    String text = "net a { input x: f32[1] output x } net b { input x: f32[2] output x }";
    var options = new Options(Map.of(), 0, Optional.of("b"), SourceLoader.none(), WeightLoader.none(), List.of());
    assertThat(NetLanguage.parse("t.net", text, options).graphOrThrow().name()).isEqualTo("b");
    var wrong = new Options(Map.of(), 0, Optional.of("c"), SourceLoader.none(), WeightLoader.none(), List.of());
    assertThat(failure(text, wrong)).extracting(Diagnostic::code).containsExactly(Code.UNKNOWN_OPTION_VALUE);
  }

  @Test
  void settingsThatDoNotExistOrHaveNoValueAreNamed() {
    var options = Options.defaults().with("clases", "10").with("classes", "1 +");
    assertThat(failure(RESNEXT, options)).extracting(Diagnostic::code).containsExactly(Code.UNKNOWN_OPTION_VALUE,
        Code.UNKNOWN_OPTION_VALUE);
    assertThat(failure(RESNEXT, options).getFirst().help()).contains("did you mean \"classes\"?");
    assertThat(failure(RESNEXT, Options.defaults().with("classes", "conv(3)"))).extracting(Diagnostic::message)
        .containsExactly("--set classes=conv(3): \"conv\" is called, expected a constant");
  }

  private static List<Diagnostic> failure(String text, Options options) {
    return NetLanguage.parse("t.net", text, options) instanceof Result.Failed(var diagnostics) ? diagnostics : List.of();
  }

  @Test
  void everyNodeKnowsItsPlace() {
    Graph graph = NetLanguage.parse("resnext.net", RESNEXT, Options.defaults()).graphOrThrow();
    assertThat(graph.nodes()).allSatisfy(node -> assertThat(node.origin().span()).isPresent());
    assertThat(node(graph, "layer2.0.downsample.0").origin())
        .isEqualTo(new Origin.Source("layer2.0.downsample.0", Optional.of(new SourceSpan("resnext.net", 7, 19, 4))));
  }

  @Test
  void weightsComeFromFilesTheLaterOverTheEarlier() {
    Tensor first = Tensor.of(Shape.of(1), 1);
    Tensor second = Tensor.of(Shape.of(1), 2);
    Graph graph = NetLanguage.parse("dir/t.net", """
        net t(file = "b") {
          weights "a"
          weights "{file}"
          input x: f32[N, 1]
          weight p: f32[1] = stored
          weight q: f32[1] = fill(7)
          weight r: f32[1] = fill(7)
          output y = x * p * q * r
        }""", Options.defaults().withWeights(path -> path.equals("dir/a") ? Map.of("p", first, "q", first) : Map.of("q", second)))
        .graphOrThrow();
    assertThat(graph.weights()).extracting(Node::op).containsExactly(new Constant(first), new Constant(second),
        new Constant(Tensor.fill(TensorType.f32(1), 7)));
  }
}
