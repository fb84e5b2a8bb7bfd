package netc.onnximport;

import static netc.onnximport.TestModel.integer;
import static netc.onnximport.TestModel.list;
import static netc.onnximport.TestModel.opset;
import static netc.onnximport.TestModel.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import netc.Compiler;
import netc.Options;
import netc.formats.onnx.OnnxImport;
import netc.formats.onnx.proto.OnnxProto.StringStringEntryProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto.DataLocation;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.type.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be imported is said, all of it, in the model's own names. */
class RefusalTest {
  @TempDir
  Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void nameTheModel() {
    file = folder.resolve("model.onnx");
  }

  private List<Diagnostic> refused(TestModel model, Map<String, Shape> shapes) throws IOException {
    model.write(file);
    return refused(shapes);
  }

  private List<Diagnostic> refused(Map<String, Shape> shapes) {
    return catchThrowableOfType(DiagnosticException.class, () -> OnnxImport.read(file, new OnnxImport.Options(shapes))).diagnostics();
  }

  private Diagnostic refused(TestModel model) throws IOException {
    List<Diagnostic> all = refused(model, Map.of());
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().message()).startsWith("\"" + file + "\": ");
    return all.getFirst();
  }

  private static TestModel image() {
    return opset(13).input("x", 0, 6, 8, 8).output("y");
  }

  @Test
  void listsEveryUnsupportedOperatorAtOnce() throws IOException {
    Diagnostic diagnostic = refused(image().node("NonMaxSuppression", "x -> a").node("Relu", "a -> b").node("Loop", "b -> c")
        .node("Loop", "c -> d").node("MaxPool", "x -> e f", list("kernel_shape", 2, 2)).node("Sum", "d f -> g")
        .node("LpPool", "x -> unused").node("Relu", "g -> y", integer("novel", 1)).node("Concat", "y -> h"));
    assertThat(diagnostic.code()).isEqualTo(Code.UNSUPPORTED_OPERATOR);
    assertThat(diagnostic.message()).endsWith("operators that cannot be imported: NonMaxSuppression ×1, Loop ×2, MaxPool ×1");
    assertThat(diagnostic.notes()).extracting(Diagnostic.Note::message).containsExactly(
        "NonMaxSuppression: no such operator in netc (\"a\")",
        "Loop: no such operator in netc (\"c\", \"d\")",
        "MaxPool: use of result 2 (\"e\")");
  }

  @Test
  void refusesAttributesThatItDoesNotKnow() throws IOException {
    Diagnostic diagnostic = refused(image().node("Relu", "x -> y", integer("novel", 1), text("other", "")));
    assertThat(diagnostic.notes().getFirst().message()).isEqualTo("Relu: attribute novel, other (\"y\")");
  }

  @Test
  void refusesCombinationsOfAttributes() throws IOException {
    assertThat(refused(image().node("AveragePool", "x -> y", list("kernel_shape", 2, 2), list("dilations", 2, 2))).notes().getFirst()
        .message()).isEqualTo("AveragePool: dilations (\"y\")");
    assertThat(refused(image().weight("w", 4, 6, 3, 3).node("Conv", "x w -> y", text("auto_pad", "HALF"))).notes().getFirst().message())
        .isEqualTo("Conv: auto_pad HALF (\"y\")");
    assertThat(refused(opset(13).input("x", 1, 2, 4, 4, 4).output("y").node("GlobalAveragePool", "x -> y")).notes().getFirst().message())
        .isEqualTo("GlobalAveragePool: 3 spatial dimensions (\"y\")");
  }

  @ParameterizedTest
  @CsvSource({"DepthToSpace, 1", "DepthToSpace, 2", "DepthToSpace, 3", "DepthToSpace, 5", "SpaceToDepth, 1", "SpaceToDepth, 2",
    "SpaceToDepth, 3", "SpaceToDepth, 5"})
  void rearrangesMapsOnly(String type, int rank) throws IOException {
    TestModel model = opset(13).input("x", Collections.nCopies(rank, 4L).stream().mapToLong(Long::longValue).toArray()).output("y");
    assertThat(refused(model.node(type, "x -> y", integer("blocksize", 2))).message())
        .contains(type + " \"y\": expected maps [N, C, H, W], found f32[4");
  }

  @Test
  void refusesOldScalesToLessAndToMore() throws IOException {
    TestModel model = opset(10).input("x", 1, 6, 8, 8).output("y").initializer(TestModel.floats(1, 1, 2, 0.5f).setName("c"));
    assertThat(refused(model.node("Resize", "x c -> y")).notes().getFirst().message())
        .isEqualTo("Resize: nearest cells of a map that grows along one axis and shrinks along the other (\"y\")");
  }

  @Test
  void padsWithOneNumber() throws IOException {
    Diagnostic diagnostic = refused(image().integers("p", 0, 0, 1, 1, 0, 0, 1, 1).initializer(TestModel.floats(1, 2).setName("v"))
        .node("Pad", "x p v -> y"));
    assertThat(diagnostic.code()).isEqualTo(Code.BAD_ATTRIBUTE);
    assertThat(diagnostic.message()).endsWith("Pad \"y\": a constant_value of 2 elements");
  }

  @Test
  void saysWhichShapesDoNotGoTogether() throws IOException {
    List<Diagnostic> all = refused(image().weight("w", 4, 5, 3, 3).node("Conv", "x w -> c").node("Relu", "c -> r")
        .node("LRN", "x -> l", integer("size", 0)).node("Add", "r l -> y"), Map.of());
    assertThat(all).extracting(Diagnostic::code).containsExactly(Code.SHAPE_MISMATCH, Code.BAD_ATTRIBUTE);
    assertThat(all.getFirst().message()).endsWith("Conv \"c\": conv2d: input has 6 channels, weight expects 5");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 22})
  void refusesOtherOperatorSets(int version) throws IOException {
    assertThat(refused(opset(version).input("x", 1).output("y").node("Relu", "x -> y")).message())
        .endsWith("operator set " + version + ", expected 6 … 21");
  }

  @Test
  void asksForSizesThatAreUnknown() throws IOException {
    TestModel model = opset(13).input("x", 0, 3, -1, 8).output("y").node("Relu", "x -> y");
    Diagnostic diagnostic = refused(model);
    assertThat(diagnostic.code()).isEqualTo(Code.SYMBOLIC_DIMENSION);
    assertThat(diagnostic.help()).hasValue("say it: --shape x=N,3,224,8");
    var compiler = new Compiler(Options.standard().withShapes(Map.of("x", Shape.of(2, 3, 7, 8))));
    assertThat(compiler.load(file).graph().output("y").type().shape()).isEqualTo(Shape.of(2, 3, 7, 8));
  }

  @Test
  void refusesShapesThatFitNoInput() throws IOException {
    TestModel model = opset(13).input("x", 0, 3).input("z", 3).output("y").node("Add", "x z -> y");
    assertThat(refused(model, Map.of("y", Shape.of(1)))).singleElement()
        .satisfies(diagnostic -> assertThat(diagnostic.message()).endsWith("no input is called \"y\"; there are \"x\", \"z\""));
    assertThat(refused(Map.of("x", Shape.of(1, 3, 1)))).singleElement()
        .satisfies(diagnostic -> assertThat(diagnostic.message()).endsWith("input \"x\" is to be [1, 3, 1], it has 2 dimensions"));
  }

  @Test
  void refusesShapesForOtherFormats() {
    Path net = Path.of("..", "models", "resnet18.net");
    var compiler = new Compiler(Options.standard().withShapes(Map.of("image", Shape.of(1, 3, 64, 64))));
    assertThat(catchThrowableOfType(DiagnosticException.class, () -> compiler.load(net)).diagnostics()).singleElement()
        .satisfies(diagnostic -> assertThat(diagnostic.code()).isEqualTo(Code.UNKNOWN_OPTION_VALUE));
  }

  @Test
  void refusesNamesThatAreDefinedTwiceOrNowhere() throws IOException {
    assertThat(refused(image().node("Relu", "x -> y").node("Relu", "x -> y")).message()).endsWith("two values are called \"y\"");
    assertThat(refused(image().node("Relu", "z -> y")).message()).endsWith("Relu \"y\": input \"z\" is defined nowhere before it");
    assertThat(refused(image().node("Relu", "a -> y").node("Relu", "x -> a")).message()).contains("\"a\" is defined nowhere before it");
    assertThat(refused(image()).message()).contains("\"y\"");
  }

  @Test
  void checksTheSizeOfTensors() throws IOException {
    var tensor = TestModel.integerTensor(1, 2, 3).setName("w").setDataType(TensorProto.DataType.FLOAT_VALUE);
    assertThat(refused(image().initializer(tensor).node("Add", "x w -> y")).message())
        .endsWith("initializer \"w\": it has 24 bytes, expected 12 for the shape [3]");
    assertThat(refused(image().initializer(tensor.clone().setDims(0, Long.MAX_VALUE).addDims(4)).node("Add", "x w -> y")).message())
        .contains("is impossible");
    assertThat(refused(image().initializer(tensor.clone().setDims(0, -3)).node("Add", "x w -> y")).message()).contains("is impossible");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "/etc/passwd", "", "inside/../../secret", "link", "missing"})
  void readsExternalDataFromTheModelsFolderOnly(String location) throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.writeString(folder.resolve("secret"), "1234", StandardCharsets.UTF_8);
    Files.createSymbolicLink(inner.resolve("link"), folder.resolve("secret"));
    file = inner.resolve("model.onnx");
    image().initializer(external(location, 0, 4)).node("Add", "x w -> y").write(file);
    String message = refused(Map.of()).getFirst().toString();
    if (location.equals("missing")) {
      assertThat(message).contains("E0001").contains("no such file");
    } else {
      assertThat(message).contains("initializer \"w\"").contains("expected a file in the model's folder");
    }
  }

  @Test
  void checksWhereExternalDataEnds() throws IOException {
    Files.writeString(folder.resolve("data"), "12345678", StandardCharsets.UTF_8);
    assertThat(refused(image().initializer(external("data", 6, 4)).node("Add", "x w -> y")).message()).contains("6 … 10")
        .contains("8 bytes");
    assertThat(refused(image().initializer(external("data", 4, 8)).node("Add", "x w -> y")).message()).contains("4 … 12");
    assertThat(refused(image().initializer(external("data", -4, 4)).node("Add", "x w -> y")).message()).contains("is no number");
    image().initializer(external("data", 4, 4)).node("Add", "x w -> y").write(file);
    assertThat(OnnxImport.read(file, OnnxImport.Options.STANDARD).files()).containsExactlyInAnyOrder(file, folder.resolve("data"));
  }

  private static TensorProto.Builder external(String location, long offset, long length) {
    return TensorProto.newBuilder().setName("w").setDataType(TensorProto.DataType.FLOAT_VALUE).setDataLocation(DataLocation.EXTERNAL)
        .addExternalData(entry("location", location)).addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(length)));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
