package netc.cli;

import static netc.cli.Invocation.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import netc.Compiler;
import netc.ir.diag.Diagnostic;
import netc.pass.Pass;
import netc.pass.Pipelines;
import org.junit.jupiter.api.Test;

/** What netc says of itself, and of the zoo. */
class ListsTest {
  @Test
  void everyPassAndEveryRuleHasALine() {
    List<String> lines = Invocation.of("passes").lines();
    assertThat(Pipelines.all())
        .allSatisfy(pass -> assertThat(lines).anySatisfy(line -> assertThat(line).startsWith(pass.name() + " ").endsWith(pass.summary())));
    assertThat(Pipelines.rules()).allSatisfy(
        rule -> assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("  " + rule.id() + " ").endsWith(rule.summary())));
  }

  @Test
  void passesForPrograms() {
    List<Map<String, Object>> passes = JsonText.objects(Invocation.of("passes", "--json").json());
    assertThat(passes.stream().map(pass -> pass.get("pass"))).containsExactlyElementsOf(Pipelines.all().stream().map(Pass::name).toList());
    assertThat(passes)
        .anySatisfy(pass -> assertThat(pass).containsEntry("pass", "simplify").containsEntry("levels", List.of("-O1", "-O2", "-O3")));
  }

  @Test
  void backends() {
    assertThat(Invocation.of("backends").lines()).anySatisfy(line -> assertThat(line).startsWith("cpu:0 "));
    assertThat(JsonText.objects(Invocation.of("backends", "--json").json())).anySatisfy(
        device -> assertThat(device).containsEntry("backend", "cpu").containsEntry("number", 0L).containsKeys("device", "kind", "units",
            "memory", "detail"));
  }

  @Test
  void backendsThatCannotRunAreListedWithWhatToDo() {
    Diagnostic obstacle = Compiler.obstacles().get("tornado"); // no test is run in a JVM that was started for TornadoVM
    assertThat(Invocation.of("backends").out()).contains("tornado cannot run here: " + obstacle.message(), obstacle.help().orElseThrow());
  }

  @Test
  void theZooForPrograms() throws IOException {
    List<Map<String, Object>> zoo = JsonText.objects(Invocation.of("zoo", "--models", "../models", "--json").json());
    try (Stream<Path> files = Files.list(Path.of("../models"))) {
      assertThat(zoo).extracting(model -> model.get("file"))
          .containsExactlyInAnyOrderElementsOf(files.map(Path::toString).filter(file -> file.endsWith(".net")).toList());
    }
    assertThat(zoo).allSatisfy(model -> assertThat(model).containsOnlyKeys("name", "file", "params", "macs")).contains(
        Map.of("name", "resnet50", "file", "../models/resnet50.net", "params", 25_557_032L, "macs", 4_089_184_256L));
  }

  @Test
  void theZooIsListedBySize() {
    assertThat(Invocation.of("zoo", "--models", "../models").lines()).filteredOn(line -> line.startsWith("resnet"))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly("resnet18", "resnet34", "resnet50", "resnet101", "resnet152");
  }

  @Test
  void version() {
    assertThat(Invocation.of("--version").out()).matches("netc \\d+\\.\\d+\\.\\d+ on Java \\d+\\R");
  }

  @Test
  void completionKnowsEveryCommandAndOption() {
    assertThat(Invocation.of("completion").out()).contains("_complete_netc", "complete -F").contains("convert", "--print-after",
        "--tolerance", "--no-compare");
  }

  @Test
  void statisticsOfOneFileAreAnObject() {
    Map<String, Object> json = JsonText.object(Invocation.of("stats", "../models/vanillanet_5.net", "--json").json());
    assertThat(json).containsEntry("params", 22_328_800L).containsEntry("macs", 8_450_519_616L).containsEntry("depthwise", 4L)
        .containsEntry("grouped", 0L);
    assertThat(JsonText.object(json.get("ops"))).containsEntry("conv2d", 14L).containsEntry("batchnorm", 13L);
  }

  @Test
  void statisticsOfSeveralFilesAreAnArray() {
    assertThat(JsonText.objects(Invocation.of("stats", "../models/vgg16.net", SMALL, "--json").json())).extracting(net -> net.get("file"))
        .containsExactly("../models/vgg16.net", SMALL);
  }

  @Test
  void statisticsLookAtNoWeight() {
    assertThat(JsonText.object(Invocation.of("stats", Invocation.NETS + "nan.net", "--json").json())).containsEntry("params", 4L);
  }

  @Test
  void statisticsAfterOptimization() {
    Map<String, Object> json = JsonText.object(Invocation.of("stats", "../models/vanillanet_5.net", "--json", "-O1").json());
    assertThat(json).containsEntry("params", 15_523_304L);
  }

  @Test
  void colorsAreForTerminals() {
    var colored = new StringWriter();
    var text = new Text(new PrintWriter(colored), true);
    Main.run(new Terminal(new StandardInput(InputStream.nullInputStream()), text, text, false), "passes");
    assertThat(colored.toString()).contains("\u001b[1m", "\u001b[0m");
    assertThat(Invocation.of("passes").out()).doesNotContain("\u001b");
    assertThat(Invocation.of("--help").out()).doesNotContain("\u001b");
  }
}
