package netc.onnximport;

import static netc.onnximport.TestModel.integer;
import static netc.onnximport.TestModel.list;
import static netc.onnximport.TestModel.opset;
import static netc.onnximport.TestModel.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import netc.formats.onnx.OnnxImport;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Reshape;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What exporters compute from shapes becomes attributes; a batch of any size may stay. */
class ShapeArithmeticTest {
  @TempDir
  Path folder;

  private static TestModel image() {
    return opset(13).input("x", 0, 6, 4, 5).output("y");
  }

  private Graph agrees(TestModel model) throws IOException, OrtException {
    Path file = folder.resolve("model.onnx");
    model.write(file);
    return Comparison.agrees(file, 1e-6);
  }

  private static void hasOnly(Graph graph, Reshape... reshapes) {
    assertThat(graph.operations().map(Node::op)).containsExactly(reshapes);
  }

  @Test
  void flattensAsPyTorchDoes() throws IOException, OrtException {
    TestModel model = image().node("Shape", "x -> s").integers("zero", 0).node("Gather", "s zero -> n").integers("rest", -1)
        .node("Concat", "n rest -> t", integer("axis", 0)).node("Reshape", "x t -> y");
    hasOnly(agrees(model), new Reshape(List.of(0, -1)));
  }

  @Test
  void takesTheBatchOutAsANumber() throws IOException, OrtException {
    TestModel model = image().node("Shape", "x -> s").node("Constant", "-> zero", integer("value_int", 0)).node("Gather", "s zero -> n")
        .integers("axis", 0).node("Unsqueeze", "n axis -> u").integers("rest", -1).node("Concat", "u rest -> t", integer("axis", 0))
        .node("Reshape", "x t -> y");
    hasOnly(agrees(model), new Reshape(List.of(0, -1)));
  }

  @Test
  void dividesChannels() throws IOException, OrtException {
    TestModel model = image().node("Shape", "x -> s").integers("i0", 0).integers("i1", 1).integers("i2", 2).integers("i4", 4)
        .integers("groups", 3).node("Slice", "s i0 i1 -> n").node("Slice", "s i1 i2 -> c").node("Div", "c groups -> d")
        .node("Slice", "s i2 i4 -> hw").node("Concat", "n groups d hw -> t", integer("axis", 0)).node("Reshape", "x t -> y");
    hasOnly(agrees(model), new Reshape(List.of(0, 3, 2, 4, 5)));
  }

  @Test
  void multipliesTheRest() throws IOException, OrtException {
    TestModel model = opset(18).input("x", 0, 6, 4, 5).output("y").node("Shape", "x -> s", integer("start", 1), integer("end", 3))
        .node("ReduceProd", "s -> p").node("Shape", "x -> n", integer("end", 1)).node("Shape", "x -> w", integer("start", -1))
        .node("Concat", "n p w -> t", integer("axis", 0)).node("Reshape", "x t -> y");
    hasOnly(agrees(model), new Reshape(List.of(0, 24, 5)));
  }

  @Test
  void castsAsTensorFlowDoes() throws IOException, OrtException {
    TestModel model = image().node("Shape", "x -> s").node("Cast", "s -> c", integer("to", 6)).integers("i0", 0).integers("i1", 1)
        .node("Slice", "c i0 i1 -> n").integers("axes", 0).node("Squeeze", "n axes -> q").node("Unsqueeze", "q axes -> u")
        .node("Constant", "-> rest", tensor("value", TestModel.integerTensor(-1))).node("Cast", "rest -> r", integer("to", 6))
        .node("Concat", "u r -> t", integer("axis", 0)).node("Cast", "t -> l", integer("to", 7)).node("Reshape", "x l -> y");
    hasOnly(agrees(model), new Reshape(List.of(0, -1)));
  }

  @Test
  void choosesByComparison() throws IOException, OrtException {
    TestModel model = image().integers("wanted", -1, 6, 20).integers("minus", -1).node("Equal", "wanted minus -> e")
        .integers("three", 3).node("ConstantOfShape", "three -> ones", tensor("value", TestModel.integerTensor(1)))
        .node("Shape", "x -> s").integers("i0", 0).integers("i1", 1).node("Slice", "s i0 i1 -> n").node("Mul", "ones n -> ns")
        .node("Where", "e ns wanted -> t").node("Reshape", "x t -> y");
    hasOnly(agrees(model), new Reshape(List.of(0, 6, 20)));
  }

  @Test
  void computesWithFloatsWhenSizesAreKnown() throws IOException, OrtException {
    TestModel model = opset(13).input("x", 2, 6, 4, 5).output("y").node("Shape", "x -> s").node("Cast", "s -> f", integer("to", 1))
        .initializer(TestModel.tensor(Tensor.of(Shape.of(4), 1, 0.5f, 2, 1.1f)).setName("scale")).node("Mul", "f scale -> m")
        .node("Floor", "m -> l").node("Cast", "l -> t", integer("to", 7)).node("Reshape", "x t -> y");
    hasOnly(agrees(model), new Reshape(List.of(2, 3, 8, 5)));
  }

  @Test
  void computesRangesAndExpansions() throws IOException, OrtException {
    TestModel model = opset(13).input("x", 2, 6, 4, 5).output("y").node("Constant", "-> from", integer("value_int", 7))
        .node("Constant", "-> to", integer("value_int", 1)).node("Constant", "-> step", integer("value_int", -2))
        .node("Range", "from to step -> r").integers("one", 1).node("Sub", "r one -> six").integers("count", 3)
        .node("Expand", "one count -> ones").node("Max", "ones six -> t").integers("five", 5).node("Size", "x -> all")
        .node("Mod", "all five -> zero").integers("end", 3).node("Slice", "t zero end -> h").node("Neg", "h -> n").node("Neg", "n -> p")
        .integers("rest", -1).node("Concat", "p rest -> shape", integer("axis", 0)).node("Reshape", "x shape -> y");
    hasOnly(agrees(model), new Reshape(List.of(6, 4, 2, -1)));
  }

  @Test
  void asksForASizeThatTheShapeDependsOn() throws IOException {
    TestModel model = image().node("Shape", "x -> s").integers("i0", 0).node("Gather", "s i0 -> n").integers("two", 2)
        .node("Mul", "n two -> m").integers("rest", -1).node("Concat", "m rest -> t", integer("axis", 0)).node("Reshape", "x t -> y");
    Path file = folder.resolve("model.onnx");
    model.write(file);
    assertThatThrownBy(() -> OnnxImport.read(file, OnnxImport.Options.STANDARD)).isInstanceOfSatisfying(DiagnosticException.class,
        failure -> {
          assertThat(failure).hasMessageContaining("E0205").hasMessageContaining("Reshape \"y\": the shape [(batch * 2), -1]");
          assertThat(failure.diagnostics().getFirst().help()).hasValueSatisfying(help -> assertThat(help).contains("--shape"));
        });
    var options = new OnnxImport.Options(Map.of("x", Shape.of(2, 6, 4, 5)));
    hasOnly(OnnxImport.read(file, options).graph(), new Reshape(List.of(4, -1)));
  }

  /** As a model that was exported for one image, and is to take several. */
  @Test
  void takesAWrittenBatchForTheBatch() throws IOException {
    Path file = folder.resolve("model.onnx");
    opset(13).input("x", 1, 6, 4, 5).output("y").integers("t", 1, 120).node("Reshape", "x t -> y").write(file);
    hasOnly(OnnxImport.read(file, OnnxImport.Options.STANDARD).graph(), new Reshape(List.of(1, 120)));
    var batch = new Shape(List.of(Dim.symbol("N"), Dim.of(6), Dim.of(4), Dim.of(5)));
    hasOnly(OnnxImport.read(file, new OnnxImport.Options(Map.of("x", batch))).graph(), new Reshape(List.of(0, 120)));
  }

  @Test
  void refusesToMixTheBatchWithOtherSizes() throws IOException {
    Path file = folder.resolve("model.onnx");
    image().integers("t", 1, 5, -1).node("Reshape", "x t -> r").node("Transpose", "x -> y", list("perm", 1, 0, 2, 3)).write(file);
    assertThatThrownBy(() -> OnnxImport.read(file, OnnxImport.Options.STANDARD)).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("only the first size may be unknown");
  }
}
