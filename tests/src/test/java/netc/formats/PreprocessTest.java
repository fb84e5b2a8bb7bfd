package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import netc.dsl.NetLanguage;
import netc.dsl.Options;
import netc.formats.netpb.NetpbFile;
import netc.formats.onnx.OnnxExport;
import netc.formats.onnx.OnnxImport;
import netc.ir.Graph;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Input;
import netc.ir.op.Preprocess;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an input says of images is kept by every form of a graph. */
class PreprocessTest {
  @TempDir
  private Path folder;

  private static Graph graph(String input) {
    return NetLanguage.parse("text.net", "net t { input image: " + input + " output y = relu(image) }", Options.defaults()).graphOrThrow();
  }

  private static Preprocess preprocess(Graph graph) {
    return ((Input) graph.inputs().getFirst().op()).preprocess();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "imagenet", "inception", "caffe", "imagenet(resize = 10)", "caffe(resize = [9, 11])", "none(resize = 8)",
        "imagenet(filter = bicubic)", "inception(resize = 8, filter = bicubic)"})
  void isKept(String written) {
    Graph graph = graph("f32[N, 3, 8, 8] preprocess " + written);
    Preprocess preprocess = preprocess(graph);
    assertThat(preprocess).hasToString(written);
    assertThat(Preprocess.parse(written)).contains(preprocess);
    assertThat(NetLanguage.parse("text.net", graph.toString(), Options.defaults()).graphOrThrow()).isEqualTo(graph);
    NetpbFile.write(folder.resolve("t.netpb"), graph, List.of());
    assertThat(NetpbFile.read(folder.resolve("t.netpb")).graph()).isEqualTo(graph);
    OnnxExport.write(folder.resolve("t.onnx"), graph, OnnxExport.Options.DEFAULT);
    assertThat(preprocess(OnnxImport.read(folder.resolve("t.onnx"), OnnxImport.Options.STANDARD).graph())).isEqualTo(preprocess);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"imagenet()", "imagenet(,)", "imagenet(resize = 320,)", "imagenet(, filter = bicubic)",
        "imagenet(resize = 320 filter = bicubic)", "imagenet(filter = bicubic,)", "imagenet(filter = bicubic, resize = 320)",
        "imagenet(resize = [9])"})
  void isNotGuessed(String written) {
    assertThat(Preprocess.parse(written)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"imagenet(resize=320,filter=bicubic)", " imagenet ( resize = [ 320 , 320 ] , filter = bicubic ) "})
  void isReadWithOtherBlanks(String written) {
    assertThat(Preprocess.parse(written)).map(Preprocess::toString).contains("imagenet(resize = 320, filter = bicubic)");
  }

  @Test
  void isPrintedWhereItIsSaid() {
    assertThat(graph("f32[N, 3, 8, 8] preprocess imagenet").toString()).contains("input image: f32[N, 3, 8, 8] preprocess imagenet\n");
    assertThat(graph("f32[N, 3, 8, 8]").toString()).contains("input image: f32[N, 3, 8, 8]\n");
  }

  @Test
  void isForImages() {
    assertThatThrownBy(() -> graph("f32[N, 1, 8, 8] preprocess imagenet")).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("input: preprocess = imagenet is for [N, 3, H, W], this is f32[N, 1, 8, 8]");
    assertThatThrownBy(() -> graph("f32[N, 3, 8, 8] preprocess imagenett")).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("expected none or imagenet or inception or caffe");
    assertThatThrownBy(() -> graph("f32[N, 3, 8, 8] preprocess imagenet(resize = 7)")).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("input: preprocess = imagenet(resize = 7) resizes to less than f32[N, 3, 8, 8] takes");
    assertThatThrownBy(() -> graph("f32[N, 3, 8, 8] preprocess imagenet(filter = lanczos)")).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("\"filter\" is \"lanczos\", expected bilinear or bicubic");
  }

  @Test
  void anotherShapeOfAnImportedInputKeepsTheScheme() {
    Path file = folder.resolve("t.onnx");
    OnnxExport.write(file, graph("f32[N, 3, 8, 8] preprocess caffe(resize = 9, filter = bicubic)"), OnnxExport.Options.DEFAULT);
    var larger = new OnnxImport.Options(Map.of("image", Shape.of(1, 3, 16, 16)));
    assertThat(preprocess(OnnxImport.read(file, larger).graph())).isEqualTo(Preprocess.CAFFE);
  }
}
