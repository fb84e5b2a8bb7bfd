package netc.cli;

import static netc.cli.Invocation.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptCommandTest {
  private static final String VANILLANET = "../models/vanillanet_5.net";

  @TempDir
  private Path folder = Path.of("");

  @Test
  void aShownNetworkIsANetwork() throws IOException {
    Invocation shown = Invocation.of("opt", "-O0", SMALL);
    Path file = folder.resolve("shown.net");
    Files.writeString(file, shown.out());
    assertThat(Invocation.of("opt", "-O0", file.toString()).out()).isEqualTo(shown.out());
  }

  @Test
  void aShownNetworkSaysThatItsWeightsAreElsewhere() {
    assertThat(Invocation.of("opt", SMALL).lines().getFirst()).startsWith("# weights are not in this text");
    assertThat(Invocation.of("opt", "-O0", SMALL).out()).doesNotContain("#");
  }

  @Test
  void aNetworkWithoutWeightsIsATextAlone() throws IOException {
    Path net = Files.writeString(folder.resolve("plain.net"), "net plain { input x: f32[N, 4]  output y = relu(x) }");
    Files.writeString(folder.resolve("out.safetensors"), "of another program");
    Path out = folder.resolve("out.net");
    assertThat(Invocation.of("opt", net.toString(), "-o", out.toString()).err()).doesNotContain("weights in");
    assertThat(Invocation.of("check", out.toString()).code()).isZero();
    assertThat(folder.resolve("out.safetensors")).hasContent("of another program");
  }

  @ParameterizedTest
  @ValueSource(strings = {"net", "netpb"})
  void aWrittenNetworkRunsAndComputesTheSame(String ending) {
    Path file = folder.resolve("out." + ending);
    Invocation written = Invocation.of("opt", SMALL, "-o", file.toString());
    assertThat(written.code()).isZero();
    assertThat(written.out()).isEmpty();
    assertThat(written.err()).contains("fold-batch-norm-into-producers", "total", "wrote " + file);
    Invocation original = Invocation.of("run", SMALL, "--no-compare", "--iterations", "1", "--json");
    Invocation again = Invocation.of("run", file.toString(), "--no-compare", "--iterations", "1", "--json");
    assertThat(JsonText.object(again.json()).get("outputs")).isEqualTo(JsonText.object(original.json()).get("outputs"));
  }

  @Test
  void aModelFileRemembersWhatWasDone() {
    String file = folder.resolve("out.netpb").toString();
    assertThat(Invocation.of("opt", SMALL, "-o", file).code()).isZero();
    assertThat(Invocation.of("opt", file, "-o", folder.resolve("again.netpb").toString()).err())
        .contains("nothing to optimize: it was optimized before (eliminate-identity-activation ×1, fold-batch-norm-into-producers ×2");
  }

  @Test
  void writesOnnx() {
    Path file = folder.resolve("out.onnx");
    assertThat(Invocation.of("opt", SMALL, "-o", file.toString()).code()).isZero();
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void everyDumpedNetworkRuns() throws IOException {
    Path dump = folder.resolve("a/dump");
    assertThat(Invocation.of("opt", SMALL, "--dump", dump.toString()).code()).isZero();
    try (Stream<Path> files = Files.list(dump)) {
      List<String> nets = files.map(Path::toString).filter(file -> file.endsWith(".net")).sorted().toList();
      assertThat(nets).hasSizeGreaterThan(2);
      assertThat(nets.getFirst()).endsWith("000-input.net");
      Object expected = outputs(SMALL);
      assertThat(nets).allSatisfy(net -> assertThat(top(outputs(net))).isEqualTo(top(expected)));
    }
  }

  private static Object outputs(String file) {
    Object json = Invocation.of("run", file, "-O0", "--iterations", "1", "--json").json();
    return JsonText.objects(JsonText.object(json).get("outputs")).getFirst().get("top");
  }

  /** The classes in the order of their scores: rounding does not change it here. */
  private static List<Object> top(Object outputs) {
    return JsonText.objects(((List<?>) outputs).getFirst()).stream().map(best -> best.get("index")).toList();
  }

  @Test
  void levelsAreWrittenTogetherOrApart() {
    assertThat(Invocation.of("opt", "-O1", SMALL).out()).isEqualTo(Invocation.of("opt", "-O", "1", SMALL).out())
        .isNotEqualTo(Invocation.of("opt", "-O0", SMALL).out());
  }

  @Test
  void passesCanBeChosenAndSkipped() {
    assertThat(Invocation.of("opt", SMALL, "--passes", "simplify").out()).contains("batchnorm(").doesNotContain("leaky_relu(");
    assertThat(Invocation.of("opt", SMALL, "--skip", "simplify,fold-normalization").out()).contains("batchnorm(", "leaky_relu(");
  }

  @Test
  void exactNumericsMakeNoRewriteThatRounds() {
    assertThat(Invocation.of("opt", SMALL, "--numerics", "exact").out()).contains("batchnorm(").doesNotContain("leaky_relu(");
  }

  @Test
  void explanationsTakeThePlaceOfTheNetwork() {
    Invocation explained = Invocation.of("opt", "--explain", SMALL);
    assertThat(explained.code()).isZero();
    assertThat(explained.out()).contains("second-use", SMALL + ":6:").doesNotContain("net small {");
  }

  @Test
  void explanationsForProgramsHaveTheSameKeysEverywhere() {
    List<Map<String, Object>> remarks = JsonText.objects(Invocation.of("opt", SMALL, "--explain=json").json());
    assertThat(remarks).isNotEmpty()
        .allSatisfy(remark -> assertThat(remark.keySet()).containsExactly("pass", "rule", "node", "origins", "file", "line",
            "column", "result", "reason", "detail", "effect", "formula"));
    assertThat(remarks).anySatisfy(remark -> assertThat(remark).containsEntry("result", "missed").containsEntry("reason", "second-use"));
    assertThat(remarks).noneSatisfy(remark -> assertThat(remark).containsEntry("reason", "other-op"));
    assertThat(JsonText.objects(Invocation.of("opt", SMALL, "--explain=json,all").json())).hasSizeGreaterThan(remarks.size())
        .anySatisfy(remark -> assertThat(remark).containsEntry("reason", "other-op"));
  }

  @Test
  void saysWhyVanillaNetsPairsStayWhileTheyAreTrained() {
    Invocation explained = Invocation.of("opt", VANILLANET, "--set", "lambda=0.5", "--explain");
    assertThat(explained.out()).contains("../models/families/vanillanet.net:12:10",
        "not applied: eliminate-identity-activation, 4 times (not-identity)",
        "leaky_relu stem.leaky_relu1 has slope = 0.5, which is the identity only at 1");
  }

  @Test
  void verifies() {
    Invocation verified = Invocation.of("opt", SMALL, "--verify", "3");
    assertThat(verified.code()).isZero();
    assertThat(verified.err())
        .containsPattern("verified: 3 inputs, largest difference (0|\\d\\.\\de-\\d\\d) of the largest output, 1.0e-04 allowed");
  }

  @Test
  void verificationSaysWhatItCouldNotCompare() throws IOException {
    Path net = Files.writeString(folder.resolve("infinite.net"), "net infinite { input x: f32[N, 4]  output y = relu(x) * inf }");
    assertThat(Invocation.of("opt", net.toString(), "--verify", "1").err())
        .contains("; but output \"y\" is not finite (element 0 of 4 is ");
    assertThat(Invocation.of("opt", SMALL, "--verify", "1").err()).doesNotContain("finite");
  }

  @Test
  void timesEveryPass() {
    assertThat(
        Invocation.of("opt", SMALL, "--passes", "simplify,fold-normalization", "--timing").err().lines()
            .map(line -> line.replaceFirst(" .*", "")))
        .containsExactly("pass", "simplify", "fold-normalization", "total");
  }

  private Path model(String name) {
    Path file = folder.resolve(name);
    assertThat(Invocation.of("convert", SMALL, file.toString()).code()).isZero();
    return file;
  }

  @Test
  void severalModelsGoToAFolder() throws IOException {
    Files.createDirectories(folder.resolve("in"));
    Path first = model("in/first.onnx");
    Path second = model("in/second.netpb");
    Path broken = Files.writeString(folder.resolve("in/broken.onnx"), "no model");
    Path out = folder.resolve("a/out");
    Invocation several =
        Invocation.of("opt", first.toString(), broken.toString(), second.toString(), SMALL, "-o", out.toString(), "--verify", "1");
    assertThat(several.code()).isEqualTo(1);
    assertThat(several.err()).contains("\"" + broken + "\": it is no ONNX model", "wrote " + out.resolve("first.onnx"),
        "wrote " + out.resolve("second.netpb"), "wrote " + out.resolve("small.net"));
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("first.onnx", "second.netpb", "small.net",
          "small.safetensors");
    }
    assertThat(Invocation.of("opt", first.toString(), second.toString(), "-o", out.toString()).code()).isZero();
  }

  @Test
  void oneModelGoesToAFolderThatIsThere() {
    Path model = model("one.netpb");
    Path out = Outputs.createFolder(folder.resolve("out"));
    assertThat(Invocation.of("opt", model.toString(), "-o", out.toString()).code()).isZero();
    assertThat(out.resolve("one.netpb")).isRegularFile();
  }

  @Test
  void twoModelsOfOneNameAreRefusedBeforeAnythingIsWritten() throws IOException {
    Files.createDirectories(folder.resolve("in"));
    Path first = model("same.onnx");
    Path second = model("in/same.onnx");
    Path out = folder.resolve("out");
    Invocation refused = Invocation.of("opt", first.toString(), second.toString(), "-o", out.toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("E0008", "would both be written to \"" + out.resolve("same.onnx") + "\"");
    assertThat(out).doesNotExist();
  }

  @Test
  void severalModelsNeedAFolder() {
    assertThat(Invocation.of("opt", SMALL, VANILLANET).err()).contains("several models need -o FOLDER");
    Invocation json = Invocation.of("opt", SMALL, VANILLANET, "-o", folder.toString(), "--explain=json");
    assertThat(json.code()).isEqualTo(2);
    assertThat(json.err()).contains("neither dumped nor explained as JSON");
  }

  @Test
  void aNetComesThroughStandardInput() throws IOException {
    String text = Files.readString(Path.of(SMALL));
    assertThat(Invocation.withInput(text, "opt", "-").out()).isEqualTo(Invocation.of("opt", SMALL).out());
    assertThat(Invocation.withInput(text, "stats", "-", "--json").json()).isNotNull();
    assertThat(Invocation.withInput(text, "check", "-").out()).startsWith("ok  -: small");
    assertThat(Invocation.withInput(text, "run", "-", "--iterations", "1").code()).isZero();
    assertThat(Invocation.withInput(text, "bisect", "-").out()).isEqualTo(Invocation.of("bisect", SMALL).out());
    assertThat(Invocation.withInput(text, "emit", "-")).isEqualTo(Invocation.of("emit", SMALL));
    assertThat(Invocation.withInput("net", "emit", "-").err()).contains("-:1:1: error");
    assertThat(Invocation.withInput(text, "opt", "-", "-o", folder.toString()).err()).contains("standard input has no name for a file");
  }

  @Test
  void mistakesInStandardInputHaveAPlace() {
    Invocation wrong = Invocation.withInput("net t {\n  input x: f32[N, 3]\n  output y = rlu(x)\n}\n", "check", "-");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("-:3:14: error", "output y = rlu(x)", "did you mean \"elu\"?");
  }
}
