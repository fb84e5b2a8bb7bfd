package netc.cli;

import static netc.cli.Invocation.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import netc.formats.image.ImageFile;
import netc.formats.npy.Npy;
import netc.ir.op.Preprocess;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir
  private Path folder = Path.of("");

  private static Invocation run(String... more) {
    String[] arguments = new String[more.length + 4];
    System.arraycopy(new String[] {"run", SMALL, "--iterations", "1"}, 0, arguments, 0, 4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.err()).isEmpty();
    assertThat(invocation.code()).isZero();
    return invocation;
  }

  @Test
  void tellsTheWholeStoryInOrder() {
    List<String> lines = Invocation.of("run", "../models/vanillanet_5.net", "--set", "size=32").lines();
    assertThat(lines.getFirst())
        .isEqualTo("vanillanet_5: 22,328,800 parameters, 177.5 MMACs, image f32[N, 3, 32, 32] → logits f32[N, 1000]");
    assertThat(lines).filteredOn(line -> line.matches("(rule|fold-batch-|total|latency|difference|top 5).*")).satisfiesExactly(
        line -> assertThat(line).startsWith("rule"),
        line -> assertThat(line).matches("fold-batch-norm-into-producers +13 +-13 .*"),
        line -> assertThat(line).matches("total +\\d+ +42 → \\d+ +22,328,800 → .*"),
        line -> assertThat(line).matches("latency +[\\d.]+ m?s → [\\d.]+ m?s, .* \\(cpu, \\d+ threads?, median of \\d+ runs?\\)"),
        line -> assertThat(line).matches("difference +at most \\d\\.\\de-\\d\\d of the largest output"),
        line -> assertThat(line).isEqualTo("top 5 of logits"));
    assertThat(lines.subList(lines.size() - 5, lines.size())).allSatisfy(line -> assertThat(line).matches(" +\\d+ +-?\\d+\\.\\d{4}"));
  }

  @Test
  void saysInOneLineThatThereIsNothingToOptimize() {
    String optimized = folder.resolve("out.netpb").toString();
    assertThat(Invocation.of("opt", SMALL, "-o", optimized).code()).isZero();
    assertThat(Invocation.of("run", optimized, "--iterations", "1").out()).contains("nothing to optimize: it was optimized before (")
        .doesNotContain("difference", "→ 1");
  }

  @Test
  void writesOneObjectForPrograms() {
    Map<String, Object> json = JsonText.object(run("--json", "--explain", "--verify", "1").json());
    assertThat(json.keySet()).containsExactly("file", "net", "before", "after", "rules", "explain", "latency", "difference", "verify",
        "outputs");
    assertThat(JsonText.object(json.get("latency"))).containsEntry("backend", "cpu").containsEntry("after_runs", 1L)
        .containsKeys("before_ms", "speedup");
    assertThat((double) JsonText.object(json.get("difference")).get("relative")).isLessThan(1e-4);
    assertThat(JsonText.object(json.get("before")).keySet()).containsExactly("params", "macs", "layers", "ops", "depthwise", "grouped");
  }

  @Test
  void comparesOnlyIfWanted() {
    assertThat(run("--no-compare").out()).contains("latency").doesNotContain("difference");
  }

  @Test
  void saysWhatRunsItAndWhy() {
    assertThat(run("--backend", "cpu").lines()).anySatisfy(line -> assertThat(line).matches("engine +cpu on .+ \\(asked for\\)"));
    assertThat(run("--backend", "cpu:0").lines()).anySatisfy(line -> assertThat(line).startsWith("engine "));
    assertThat(run().lines()).anySatisfy(line -> assertThat(line).matches("engine +.+ on .+ \\(.+\\)"));
  }

  @Test
  void profilesEachStep() {
    List<String> lines = run("--profile").lines();
    assertThat(lines).filteredOn(line -> line.matches("(step|conv1|linear|all steps|between them).*")).satisfiesExactly(
        line -> assertThat(line).matches("step +kernel +time +share"),
        line -> assertThat(line).contains("conv2d"),
        line -> assertThat(line).contains("linear"),
        line -> assertThat(line).matches("all steps .* \\d+ %"),
        line -> assertThat(line).matches("between them .* \\d+ %"));
    Map<String, Object> profile = JsonText.object(JsonText.object(run("--profile=json").json()).get("profile"));
    List<Map<String, Object>> steps = JsonText.objects(profile.get("steps"));
    double sum = steps.stream().mapToDouble(step -> ((Number) step.get("compute_us")).doubleValue()).sum();
    assertThat(sum).isPositive().isLessThanOrEqualTo(((Number) profile.get("run_us")).doubleValue());
  }

  @Test
  void profilesAsATrace() {
    Map<String, Object> trace = JsonText.object(run("--profile=trace").json());
    assertThat(JsonText.objects(trace.get("traceEvents"))).hasSizeGreaterThan(3)
        .allSatisfy(event -> assertThat(event).containsEntry("ph", "X").containsKeys("name", "cat", "ts", "dur", "pid", "tid"));
  }

  @Test
  void readsInputsAndWritesOutputs() {
    Path image = folder.resolve("image.npy");
    Npy.write(image, Tensor.of(Shape.of(1, 3, 8, 8), new float[3 * 8 * 8]));
    Path logits = folder.resolve("given.npy");
    run("--input", "image=" + image, "--output", "logits=" + logits, "--save", folder.resolve("all").toString());
    Path madeUp = folder.resolve("made-up.npy");
    run("--output", "logits=" + madeUp);
    assertThat(Npy.read(logits).shape()).isEqualTo(Shape.of(1, 5));
    assertThat(Npy.read(logits).toArray()).isEqualTo(Npy.read(folder.resolve("all/logits.npy")).toArray())
        .isNotEqualTo(Npy.read(madeUp).toArray());
  }

  @Test
  void readsImagesAsTheInputSays() throws IOException {
    Path net = folder.resolve("t.net");
    Files.writeString(net, "net t { input image: f32[N, 3, 7, 7] preprocess inception output y = identity(image) }");
    Path image = image();
    Path y = folder.resolve("y.npy");
    Invocation said = Invocation.of("run", net.toString(), "--input", "image=" + image, "--output", "y=" + y, "--iterations", "1");
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(Npy.read(y).toArray()).isEqualTo(ImageFile.read(image, TensorType.f32(1, 3, 7, 7), Preprocess.INCEPTION).toArray());
    Invocation.of("run", net.toString(), "--input", "image=" + image, "--output", "y=" + y, "--iterations", "1", "--preprocess", "caffe");
    assertThat(Npy.read(y).toArray()).isEqualTo(ImageFile.read(image, TensorType.f32(1, 3, 7, 7), Preprocess.CAFFE).toArray());
  }

  @Test
  void saysHowImagesAreTakenWhereTheInputDoesNot() throws IOException {
    String image = "image=" + image();
    Invocation guessed = Invocation.of("run", SMALL, "--input", image, "--iterations", "1", "--json");
    assertThat(guessed.err()).isEqualTo(
        "note: input \"image\" does not say how images are normalized; taken for imagenet, --preprocess says otherwise"
            + System.lineSeparator());
    Invocation said = Invocation.of("run", SMALL, "--input", image, "--iterations", "1", "--json", "--preprocess", "imagenet");
    assertThat(said.err()).isEmpty();
    assertThat(JsonText.object(said.json()).get("outputs")).isEqualTo(JsonText.object(guessed.json()).get("outputs"));
    assertThat(Invocation.of("run", SMALL, "--input", image, "--preprocess", "imagenett").err())
        .contains("\"imagenett\" is none of none, imagenet, inception, caffe");
  }

  private Path image() throws IOException {
    var image = new BufferedImage(20, 12, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 240; i++) {
      image.setRGB(i % 20, i / 20, i * 70_000);
    }
    Path file = folder.resolve("image.PNG");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void refusesInputsOfAnotherShape() {
    Path image = folder.resolve("image.npy");
    Npy.write(image, Tensor.of(Shape.of(1, 3, 8, 4), new float[3 * 8 * 4]));
    Invocation invocation = Invocation.of("run", SMALL, "--input", "image=" + image);
    assertThat(invocation.code()).isEqualTo(1);
    assertThat(invocation.err()).contains("error E0502: input \"image\" is f32[1, 3, 8, 4] in ", "the network takes f32[1, 3, 8, 8]");
  }

  @Test
  void namesClasses() throws IOException {
    Path labels = folder.resolve("labels.txt");
    Files.writeString(labels, "ant\nbee\ncat\ndog\nelk\n");
    assertThat(run("--labels", labels.toString()).lines()).filteredOn(line -> line.matches(" +\\d .*")).hasSize(5)
        .allSatisfy(line -> assertThat(line).matches(" +(0 .*ant|1 .*bee|2 .*cat|3 .*dog|4 .*elk)"));
  }

  @Test
  void showsEachElementOfABatch() {
    assertThat(run("--batch", "6").out()).contains("batch 6", "element 3 of the batch", "and 2 more elements of the batch")
        .doesNotContain("element 4 of the batch");
  }

  @Test
  void warnsOfOutputsThatAreNotFinite() throws IOException {
    String net =
        Files.writeString(folder.resolve("infinite.net"), "net infinite { input x: f32[N, 4]  output y = relu(x) * inf }").toString();
    Invocation invocation = Invocation.of("run", net, "--iterations", "1");
    assertThat(invocation.out()).contains("warning: output \"y\" is not finite (element 0 of 4 is ");
    Object json = Invocation.of("run", net, "--iterations", "1", "--json").json();
    assertThat(JsonText.objects(JsonText.object(json).get("outputs")).getFirst()).containsEntry("finite", false);
    assertThat(run().out()).doesNotContain("warning");
  }

  @Test
  void timesATinyNetworkOftenAfterAWarmUp() {
    Object json = Invocation.of("run", SMALL, "--json").json();
    assertThat((long) JsonText.object(JsonText.object(json).get("latency")).get("after_runs")).isGreaterThan(100);
  }

  @Test
  void threadsAndSeedsDoWhatTheySay() {
    Object one = JsonText.object(run("--json", "--threads", "1").json()).get("outputs");
    assertThat(JsonText.object(run("--json", "--threads", "3").json()).get("outputs")).isEqualTo(one);
    assertThat(JsonText.object(run("--json", "--seed", "1").json()).get("outputs")).isNotEqualTo(one);
  }
}
