package netc.onnximport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import netc.formats.onnx.OnnxImport;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.diag.DiagnosticException;
import netc.ir.eval.Evaluator;
import netc.ir.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every model of the ONNX project's test data is imported and computes what it should, or is refused as {@code out-of-scope.txt} says. */
class ConformanceTest {
  private static final double TOLERANCE = 1e-5;

  @TestFactory
  Stream<DynamicTest> everyModelIsDecided() throws IOException {
    assumeTrue(ConformanceData.folder().isPresent(), ConformanceData.MISSING);
    Path folder = ConformanceData.folder().orElseThrow();
    Map<String, String> refused = outOfScope();
    List<Path> cases = new ArrayList<>();
    for (String kind : List.of("pytorch-converted", "pytorch-operator")) {
      cases.addAll(ConformanceData.list(folder.resolve(kind), ""));
    }
    assertThat(cases.stream().map(ConformanceTest::name)).as("all that is out of scope exists").containsAll(refused.keySet());
    return cases.stream().map(directory -> DynamicTest.dynamicTest(name(directory), () -> decide(directory, refused)));
  }

  private static String name(Path directory) {
    return directory.getFileName().toString();
  }

  /** The words of the diagnostic by the name of the case. */
  private static Map<String, String> outOfScope() throws IOException {
    Map<String, String> refused = new LinkedHashMap<>();
    try (InputStream in = Objects.requireNonNull(ConformanceTest.class.getResourceAsStream("out-of-scope.txt"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          int colon = line.indexOf(':');
          refused.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    }
    return refused;
  }

  private static void decide(Path directory, Map<String, String> refused) throws IOException {
    Path model = directory.resolve("model.onnx");
    String reason = refused.get(name(directory));
    if (reason != null) {
      assertThatThrownBy(() -> OnnxImport.read(model, OnnxImport.Options.STANDARD))
          .isInstanceOfSatisfying(DiagnosticException.class,
              failure -> assertThat(failure.diagnostics()).singleElement()
                  .satisfies(diagnostic -> assertThat(diagnostic + " " + diagnostic.notes()).contains(reason)));
      return;
    }
    Graph graph = OnnxImport.read(model, OnnxImport.Options.STANDARD).graph();
    List<Path> sets = ConformanceData.list(directory, "").stream().filter(path -> name(path).startsWith("test_data_set_")).toList();
    assertThat(sets).isNotEmpty();
    for (Path set : sets) {
      Map<String, Tensor> inputs = tensors(set, "input_", graph.inputs().stream().map(Node::name).toList());
      Map<String, Tensor> expected = tensors(set, "output_", List.copyOf(graph.outputs().keySet()));
      Comparison.requireClose(expected, Evaluator.evaluate(graph, inputs), TOLERANCE);
      Comparison.requireClose(expected, Comparison.run(graph, inputs), TOLERANCE);
    }
  }

  private static Map<String, Tensor> tensors(Path set, String prefix, List<String> names) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      tensors.put(names.get(i), ConformanceData.tensor(set.resolve(prefix + i + ".pb")));
    }
    return tensors;
  }
}
