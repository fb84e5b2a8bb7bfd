package netc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import netc.Compiler;
import netc.Model;
import netc.Options;
import netc.formats.npy.Npy;
import netc.formats.safetensors.Safetensors;
import netc.ir.Graph;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Constant;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A net takes its weights by name from files of any format, under other names if a file says which; what does not fit is all said at once. */
class WeightFilesTest {
  private static final String NET = """
      net small(bias = true) {
        input x: f32[N, 3, 5, 5]
        y = x -> conv(4, 3, bias = bias, name = "conv1") -> bn(name = "bn1") -> layer_norm(name = "norm") -> prelu(name = "slope")
        output y = y -> relu
      }
      """;

  @TempDir
  private Path folder;

  private Path net;
  private Graph trained;

  @BeforeEach
  void train() throws IOException {
    net = Files.writeString(folder.resolve("small.net"), NET);
    trained = new Compiler(Options.standard().withSeed(99)).load(net).graph();
    var compiler = Compiler.standard();
    Safetensors.write(folder.resolve("w.safetensors"), weights(trained), Map.of());
    compiler.save(folder.resolve("w.netpb"), trained);
    compiler.save(folder.resolve("w.onnx"), trained);
    archive("w.npz", "");
    archive("prefixed.npz", "module.");
  }

  private void archive(String name, String prefix) throws IOException {
    Path one = folder.resolve("one.npy");
    try (OutputStream out = Files.newOutputStream(folder.resolve(name)); ZipOutputStream zip = new ZipOutputStream(out)) {
      for (var weight : weights(trained).entrySet()) {
        Npy.write(one, weight.getValue());
        zip.putNextEntry(new ZipEntry(prefix + weight.getKey() + ".npy"));
        Files.copy(one, zip);
      }
    }
  }

  private static Map<String, Tensor> weights(Graph graph) {
    return graph.weights().stream().collect(Collectors.toMap(node -> node.name(), node -> ((Constant) node.op()).tensor()));
  }

  private Model load(String... files) {
    List<Path> paths = List.of(files).stream().map(folder::resolve).toList();
    return new Compiler(Options.standard().withWeights(paths)).load(net);
  }

  private void assertTrained(Graph graph) {
    Map<String, Tensor> expected = weights(trained);
    Map<String, Tensor> found = weights(graph);
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) -> assertThat(found.get(name)).satisfies(weight -> assertThat(weight.contentEquals(tensor)).as(name).isTrue()));
  }

  private List<Diagnostic> refused(String... files) {
    return catchThrowableOfType(DiagnosticException.class, () -> load(files)).diagnostics();
  }

  @ParameterizedTest
  @ValueSource(strings = {"w.safetensors", "w.npz", "w.onnx", "w.netpb"})
  void everyFormatHasWeights(String file) {
    Model model = load(file);
    assertTrained(model.graph());
    assertThat(model.files()).contains(folder.resolve(file));
  }

  /** What the export makes of an op with parameters of its own: they are not the network's. */
  @Test
  void anExportOfAnyOpHasNoOtherWeights() throws IOException {
    Files.writeString(net, """
        net t {
          input x: f32[N, 6, 9, 8]
          output y = x -> conv(8, 3, name = "c") -> lrn(size = 4, alpha = 0.3) -> layer_norm(axis = 1, name = "n") -> lrn(size = 5)
        }
        """);
    Graph graph = Compiler.standard().load(net).graph();
    Compiler.standard().save(folder.resolve("y.onnx"), graph);
    assertThat(weights(load("y.onnx").graph()).keySet()).isEqualTo(weights(graph).keySet());
  }

  @Test
  void aNetNamesFilesOfAnyFormat() throws IOException {
    Files.writeString(net, NET.replace("input", "weights \"w.npz\" input"));
    assertTrained(load().graph());
  }

  @Test
  void aSingleArrayIsTheWeightOfItsName() throws IOException {
    Npy.write(folder.resolve("bn1.bias.npy"), Tensor.of(Shape.of(4), 5, 6, 7, 8));
    Tensor bias = weights(load("w.npz", "bn1.bias.npy").graph()).get("bn1.bias");
    assertThat(bias).satisfies(tensor -> assertThat(tensor.toArray()).containsExactly(5, 6, 7, 8));
  }

  @Test
  void aFileOfNamesRenames() throws IOException {
    Files.writeString(folder.resolve("w.names"), """
        # as it was trained on several devices
        weights "prefixed.npz"
        module.bn1.bias -> bn1.bias   # the first line that matches decides
        module.* -> *
        """);
    Model model = load("w.names");
    assertTrained(model.graph());
    assertThat(model.files()).contains(folder.resolve("w.names"), folder.resolve("prefixed.npz"));
  }

  @Test
  void aFileOfNamesLeavesOut() throws IOException {
    Files.writeString(folder.resolve("w.names"), "weights \"w.npz\"\nconv1.bias ->\n");
    List<Path> weights = List.of(folder.resolve("w.names"));
    var compiler = new Compiler(Options.standard().withWeights(weights).withSettings(Map.of("bias", "false")));
    assertThat(weights(compiler.load(net).graph())).hasSize(8).doesNotContainKey("conv1.bias");
  }

  @Test
  void allThatDoesNotFitIsInOneDiagnostic() {
    Map<String, Tensor> weights = new java.util.TreeMap<>(weights(trained));
    weights.remove("conv1.weight");
    weights.remove("bn1.running_var");
    weights.put("bn1.weight", Tensor.of(Shape.of(2), 1, 2));
    weights.put("bn1.bias", Tensor.of(Shape.of(1), 1));
    weights.put("head.weight", Tensor.of(Shape.of(3), 1, 2, 3));
    Safetensors.write(folder.resolve("other.safetensors"), weights, Map.of());
    assertThat(refused("other.safetensors")).singleElement().satisfies(diagnostic -> {
      assertThat(diagnostic).asString().contains("E0401", "are not those of net \"small\": 2 missing, 2 of another shape, 1 surplus");
      assertThat(diagnostic.notes()).extracting(Diagnostic.Note::message).containsExactly(
          "missing: \"conv1.weight\" f32[4, 3, 3, 3], \"bn1.running_var\" f32[4]",
          "of another shape: \"bn1.weight\" is f32[2], expected f32[4], \"bn1.bias\" is f32[1], expected f32[4]",
          "surplus: \"head.weight\" f32[3]");
    });
  }

  @Test
  void theRenameIsProposedThatWouldDo() {
    assertThat(refused("prefixed.npz")).singleElement().satisfies(diagnostic -> {
      assertThat(diagnostic.message()).contains("9 missing, 9 surplus");
      assertThat(diagnostic.help()).contains("the line module.* -> * in a .names file takes them all");
    });
  }

  @Test
  void whatIsGivenBesideTheNetMustFitWholly() {
    var strict = new Compiler(Options.standard().withWeights(List.of(folder.resolve("w.npz"))).withSettings(Map.of("bias", "false")));
    assertThat(catchThrowableOfType(DiagnosticException.class, () -> strict.load(net))).hasMessageContaining("E0402")
        .hasMessageContaining("1 surplus");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      weights "w.npz"; conv1 -> a -> b         | 2 | E0101 | "conv1 -> a -> b" is no rename
      weights "w.npz"; conv1.* -> *.*          | 2 | E0101 | is no rename
      weights "w.npz"; conv1 -> *              | 2 | E0101 | is no rename
      conv1.weight -> a                        | 1 | E0107 | 0 files of weights are named, expected one
      weights "w.npz"; weights "w.onnx"        | 1 | E0107 | 2 files of weights are named, expected one
      weights "w.npz"; conv1.wieght -> a       | 2 | E0102 | no weight in "w.npz" is left that "conv1.wieght" is about
      weights "w.npz"; * -> *; conv1.bias -> b | 3 | E0102 | no weight in "w.npz" is left that "conv1.bias" is about
      weights "w.npz"; conv1.* -> c            | 2 | E0103 | both become "c"
      """)
  void mistakesInAFileOfNamesHaveAPlace(String lines, int line, String code, String message) throws IOException {
    Files.writeString(folder.resolve("w.names"), lines.replace("; ", "\n"));
    assertThat(refused("w.names")).anySatisfy(diagnostic -> {
      assertThat(diagnostic.span()).hasValueSatisfying(span -> {
        assertThat(span.line()).isEqualTo(line);
        assertThat(span.file()).endsWith("w.names");
      });
      assertThat(diagnostic.code()).hasToString(code);
      assertThat(diagnostic.message()).contains(message);
    });
  }

  @Test
  void onlyNetsTakeWeights() {
    net = folder.resolve("w.onnx");
    assertThat(refused("w.npz")).singleElement().asString().contains("E0501", "has its own weights");
  }
}
