package netc.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import netc.CompiledModel;
import netc.Compiler;
import netc.Options;
import netc.Samples;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Statistics;
import netc.ir.Value;
import netc.ir.op.Relu;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.pass.Pipelines.Level;
import netc.pass.Report;
import org.junit.jupiter.api.Test;

/** The README's examples, run as they stand there. */
class ReadmeTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void loadsOptimizesCompilesAndRuns() {
    Compiler compiler = Compiler.standard();
    Graph graph = compiler.load(ROOT.resolve("models/resnet18.net")).graph();
    Report report = compiler.optimize(graph);
    assertThat(report.totals()).extracting(total -> total.rule() + " ×" + total.times()).contains("fold-batch-norm-into-producers ×20");
    try (CompiledModel model = compiler.compile(report.after())) {
      Map<String, Tensor> outputs = model.run(Samples.inputs(model.inputs(), 0));
      assertThat(outputs.get("logits").type()).isEqualTo(TensorType.f32(1, 1000));
      assertThat(outputs.get("logits").isFinite()).isTrue();
    }
  }

  /** Without a level: one has such a rule already. */
  @Test
  void appliesARuleOfOnesOwn() {
    var builder = new GraphBuilder("twice");
    Value x = builder.input("x", TensorType.f32(1, 3));
    builder.output("y", builder.add(new Relu(), builder.add(new Relu(), x)));
    Report report = new Compiler(Options.standard().withLevel(Level.O0)).withRule(new EliminateRepeatedRelu()).optimize(builder.build());
    assertThat(Statistics.of(report.after()).ops()).containsExactly(Map.entry("relu", 1));
    assertThat(report.totals()).extracting(Report.RuleTotal::rule).containsExactly("eliminate-repeated-relu");
  }

  /** The code in README is the code of these tests, so neither can drift. */
  @Test
  void theReadmeShowsThisCode() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String rule = Files.readString(ROOT.resolve("tests/src/test/java/netc/api/EliminateRepeatedRelu.java"));
    assertThat(words(readme)).contains(words(rule.substring(rule.indexOf("/** {@code"))));
    assertThat(readme).contains("compiler.load(Path.of(\"models/resnet18.net\")).graph()", "model.run(Samples.inputs(model.inputs(), 0))");
  }

  /** The text with its layout taken out: README's is tighter. */
  private static String words(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
