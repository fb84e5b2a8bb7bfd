package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import netc.formats.netpb.NetpbFile;
import netc.formats.netpb.Rewrite;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.Verifier;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Add;
import netc.ir.op.Constant;
import netc.ir.op.OpSchema;
import netc.ir.op.Relu;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetpbFileTest {
  private static final List<Rewrite> HISTORY =
      List.of(new Rewrite("FoldBatchNormIntoProducers", "layer1.0 + bn", 3), new Rewrite("dead-nodes", "", 1));

  @TempDir
  Path folder;

  private Path write(Graph graph) {
    Path file = folder.resolve("model.netpb");
    NetpbFile.write(file, graph, HISTORY);
    return file;
  }

  static Stream<String> names() {
    return Samples.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsWhatItWrote(String name) {
    Graph graph = Samples.named(name);
    NetpbFile.Model model = NetpbFile.read(write(graph));
    assertThat(model.graph()).isEqualTo(graph);
    assertThat(model.history()).isEqualTo(HISTORY);
    assertThat(Verifier.verify(model.graph())).isEmpty();
    for (int i = 0; i < graph.nodes().size(); i++) {
      Origin before = graph.nodes().get(i).origin();
      Origin after = model.graph().nodes().get(i).origin();
      assertThat(after).hasToString(before.toString());
      assertThat(Origin.sources(after, 9)).isEqualTo(Origin.sources(before, 9));
    }
  }

  @Test
  void samplesHaveEveryOp() {
    var covered =
        Samples.all().values().stream().flatMap(graph -> graph.nodes().stream()).map(node -> node.op().name()).collect(Collectors.toSet());
    assertThat(covered).containsExactlyInAnyOrderElementsOf(OpSchema.all().stream().map(OpSchema::name).toList());
  }

  @Test
  void keepsDrawnWeightsOutOfTheFile() throws IOException {
    var b = new GraphBuilder("big");
    Tensor large = Tensor.initial(TensorType.f32(30_000, 30_000), new Init.Uniform(-1, 1), "large", 5);
    b.output("y", b.weight("large", large));
    Path file = write(b.build());
    assertThat(large.isMaterialized()).isFalse();
    assertThat(Files.size(file)).isLessThan(300);
    assertThat(NetpbFile.read(file).graph()).isEqualTo(b.build());
  }

  @Test
  void writesSharedElementsOnce() throws IOException {
    var b = new GraphBuilder("shared");
    Tensor tensor = Tensor.computed(TensorType.f32(1000), "1", List.of(), () -> new float[1000]);
    b.output("y", b.add(new Add(), b.weight("a", tensor), b.weight("b", tensor)));
    Path file = write(b.build());
    assertThat(Files.size(file)).isBetween(4000L, 4400L);
    assertThat(NetpbFile.read(file).graph()).isEqualTo(b.build());
  }

  @Test
  void isLinearInTheNumberOfNodes() {
    var b = new GraphBuilder("chain");
    Value value = b.input("x", TensorType.f32(1, 2));
    Origin origin = value.producer().origin();
    for (int i = 0; i < 100_000; i++) {
      Node node = b.add(new Relu(), List.of(value), List.of("relu"), origin);
      value = node.result();
      Origin source = new Origin.Source("s" + i, Optional.empty());
      origin = i % 50 == 0 ? source : Origin.chain(List.of(source, origin));
    }
    b.output("y", value);
    assertThat(NetpbFile.read(write(b.build())).graph()).isEqualTo(b.build());
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    Corruption.refusesEveryTruncation(write(Samples.named("whole")), NetpbFile::read);
  }

  @Test
  void refusesEveryChangeOfAByte() throws IOException {
    Path file = write(Samples.named("whole"));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= (byte) (1 << i % 8);
      assertThat(Corruption.read(file, changed, NetpbFile::read)).as("byte %d", i).isTrue();
    }
  }

  /** Behind the checksum there may still be anything. */
  @Test
  void survivesSealedNonsense() throws IOException {
    int refused = 0;
    var random = new Random(7);
    for (Graph graph : List.of(Samples.named("whole"), Samples.named("conv2d"), Samples.named("split"))) {
      Path file = write(graph);
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < 700; i++) {
        byte[] changed = bytes.clone();
        for (int change = random.nextInt(3); change >= 0; change--) {
          changed[random.nextInt(bytes.length - 5)] = (byte) random.nextInt(256);
        }
        refused += Corruption.read(file, sealed(changed), NetpbFile::read) ? 1 : 0;
      }
    }
    assertThat(refused).isBetween(700, 2099);
  }

  @Test
  void survivesSealedTruncations() throws IOException {
    Path file = write(Samples.named("whole"));
    byte[] bytes = Files.readAllBytes(file);
    for (int cut = 1; cut < bytes.length - 5; cut++) {
      byte[] shorter = new byte[bytes.length - cut];
      System.arraycopy(bytes, 0, shorter, 0, shorter.length - 5);
      shorter[shorter.length - 5] = 0x7D;
      assertThat(Corruption.read(file, sealed(shorter), NetpbFile::read)).as("without %d bytes", cut).isTrue();
    }
  }

  private static byte[] sealed(byte[] bytes) {
    var checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length - 5);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, (int) checksum.getValue());
    return bytes;
  }

  private void refusesSealed(int[] fields, String message) throws IOException {
    byte[] start = {0x0A, 5, 'n', 'e', 't', 'p', 'b'};
    byte[] bytes = new byte[start.length + fields.length + 5];
    System.arraycopy(start, 0, bytes, 0, start.length);
    for (int i = 0; i < fields.length; i++) {
      bytes[start.length + i] = (byte) fields[i];
    }
    bytes[bytes.length - 5] = 0x7D;
    Path file = Files.write(folder.resolve("crafted.netpb"), sealed(bytes));
    assertThatThrownBy(() -> NetpbFile.read(file)).isInstanceOf(DiagnosticException.class).hasMessageContainingAll("E0004", file.toString(),
        message);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    refusesSealed(new int[] {0x10, 2}, "version 2 of the model file, only version 1 is read");
    refusesSealed(new int[] {0x10, 1}, "no version or no name");
    refusesSealed(new int[] {0x10, 1, 0x1A, 1, 'n'}, "the graph has no output");
    refusesSealed(new int[] {0x10, 1, 0x1A, 9, 'n'}, "a field of 9 bytes where 1 are left");
    refusesSealed(new int[] {0x10, 1, 0x1A, 1, 'n', 0x22, 5, 0x0A, 3, 'f', 'o', 'o'}, "node 0: no op \"foo\"");
    refusesSealed(new int[] {0x10, 1, 0x1A, 1, 'n', 0x22, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F},
        "a field of 34359738367 bytes, at most 4194304 are read");
    refusesSealed(new int[] {0x1A, 1, 'n', 0x10, 1}, "field 2 after field 3");
    refusesSealed(new int[] {0x10, 1, 0x1A, 1, 'n', 0x2A, 5, 0x0A, 1, 'y', 0x10, 4}, "result 4 is used, 0 are defined");
    refusesSealed(new int[] {0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1}, "more than 63 bits");
    refusesSealed(new int[] {0x72, 0}, "field 14, which version 1 does not have");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("x.netpb"), "net tiny { input x: f32[1] output x }");
    assertThatThrownBy(() -> NetpbFile.read(file)).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("does not begin as a netpb file does");
  }

  @Test
  void readsElementsFromTheFileItself() {
    Graph graph = NetpbFile.read(write(Samples.named("whole"))).graph();
    assertThat(graph.weights().getFirst().op()).isInstanceOfSatisfying(Constant.class,
        constant -> assertThat(constant.tensor().segment().isMapped()).isTrue());
  }
}
