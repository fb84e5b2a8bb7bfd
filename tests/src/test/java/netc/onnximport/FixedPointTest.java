package netc.onnximport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import netc.Compiler;
import netc.formats.Samples;
import netc.formats.onnx.OnnxExport;
import netc.formats.onnx.OnnxImport;
import netc.ir.Graph;
import netc.ir.Structure;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A graph that was exported and imported stays the same when that is done again. */
class FixedPointTest {
  @TempDir
  Path folder;

  @TestFactory
  Stream<DynamicTest> everyOp() {
    return Samples.all().entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
      for (int opset = 13; opset <= 21; opset++) {
        check(entry.getValue(), OnnxExport.Options.DEFAULT.withOpset(opset));
      }
    }));
  }

  /** Their weights are of one value, which takes no time to make. */
  @TestFactory
  Stream<DynamicTest> everyModel() {
    Path models = Path.of("..", "models");
    return ConformanceData.list(models, ".net").stream()
        .map(file -> DynamicTest.dynamicTest(models.relativize(file).toString(), () -> check(light(file), OnnxExport.Options.DEFAULT)));
  }

  private static Graph light(Path file) {
    return Compiler.standard().load(file).graph()
        .mapWeights((_, tensor) -> tensor.source() instanceof Tensor.Source.Initial
            ? Tensor.initial(tensor.type(), new Init.Fill(0.5), "", 0) : tensor);
  }

  private void check(Graph graph, OnnxExport.Options options) throws IOException {
    Graph first = exportedAndImported(graph, options);
    assertThat(first.inputs()).extracting(input -> input.name() + ": " + input.type())
        .containsExactlyElementsOf(graph.inputs().stream().map(input -> input.name() + ": " + input.type()).toList());
    graph.outputs().forEach((name, value) -> assertThat(first.output(name).type()).as(name).isEqualTo(value.type()));
    assertThat(Structure.difference(first, exportedAndImported(first, options))).isEmpty();
  }

  private Graph exportedAndImported(Graph graph, OnnxExport.Options options) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.deleteIfExists(file); // what is mapped from it stays
    OnnxExport.write(file, graph, options);
    return OnnxImport.read(file, OnnxImport.Options.STANDARD).graph();
  }
}
