package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import netc.formats.safetensors.Safetensors;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir
  Path folder;

  private Path write(Map<String, Tensor> tensors) {
    Path file = folder.resolve("w.safetensors");
    Safetensors.write(file, tensors, Map.of("format", "pt", "note", "a \"quoted\"\nline \\ é"));
    return file;
  }

  private static Map<String, Tensor> tensors() {
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("b.weight", Tensor.of(Shape.of(2, 3), 1, -2, 3, Float.NaN, Float.NEGATIVE_INFINITY, -0f));
    tensors.put("a", Tensor.of(Shape.of(1), 7));
    tensors.put("näme \"q\" \\ \t", Tensor.initial(TensorType.f32(5, 1, 1, 2), new Init.Uniform(-1, 1), "n", 3));
    tensors.put("scalar", Tensor.of(Shape.of(), 0.5f));
    return tensors;
  }

  private Path raw(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    return Files.write(folder.resolve("raw.safetensors"), bytes.array());
  }

  @Test
  void readsWhatItWrote() {
    Map<String, Tensor> tensors = tensors();
    Map<String, Tensor> read = Safetensors.read(write(tensors));
    assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
    read.forEach((name, tensor) -> assertThat(tensor.contentEquals(Samples.at(tensors, name))).as(name).isTrue());
  }

  @Test
  void leavesLazyElementsUnmade() {
    Tensor lazy = Tensor.initial(TensorType.f32(9), new Init.Uniform(-1, 1), "lazy", 0);
    Map<String, Tensor> read = Safetensors.read(write(Map.of("lazy", lazy)));
    assertThat(lazy.isMaterialized()).isFalse();
    assertThat(Samples.at(read, "lazy").contentEquals(lazy)).isTrue();
  }

  @Test
  void writesNoTensors() {
    assertThat(Safetensors.read(write(Map.of()))).isEmpty();
  }

  @Test
  void replacesAFileThatIsBeingRead() {
    Path file = write(tensors());
    Map<String, Tensor> first = Safetensors.read(file);
    Safetensors.write(file, first, Map.of());
    assertThat(Samples.at(first, "a").get(0)).isEqualTo(7);
    assertThat(Samples.at(Safetensors.read(file), "b.weight").contentEquals(Samples.at(first, "b.weight"))).isTrue();
  }

  @Test
  void alignsTheData() throws IOException {
    byte[] bytes = Files.readAllBytes(write(tensors()));
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0) % 8).isZero();
  }

  @Test
  void ignoresTheCountersOfTraining() throws IOException {
    Path file = raw("{\"bn.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}," //
        + "\"bn.weight\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}", 12);
    assertThat(Safetensors.read(file)).containsOnlyKeys("bn.weight");
  }

  @Test
  void convertsOtherFloats() throws IOException {
    Path file = raw(
        "{\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[4,6]}," //
            + "\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[6,14]}}",
        14);
    byte[] content = Files.readAllBytes(file);
    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).position(content.length - 14).putShort(Float.floatToFloat16(-1.5f))
        .putShort(Float.floatToFloat16(1024)).putShort((short) (Float.floatToRawIntBits(-3) >> 16)).putDouble(0.25);
    Files.write(file, content);
    Map<String, Tensor> tensors = Safetensors.read(file);
    assertThat(Samples.at(tensors, "h").toArray()).containsExactly(-1.5f, 1024);
    assertThat(Samples.at(tensors, "b").toArray()).containsExactly(-3);
    assertThat(Samples.at(tensors, "d").toArray()).containsExactly(0.25f);
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
      {"a":{"dtype":"I16","shape":[2],"data_offsets":[0,4]}}                    | 4 | tensor "a" has elements of type "I16"
      {"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}                    | 8 | of shape [2] has 8 bytes, expected 4
      {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}                    | 4 | of shape [2] has 4 bytes, expected 8
      {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}} | 4 | has the shape [4611686018427387904, 4]
      {"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}                    | 0 | has the shape [0]
      {"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}    | 4 | expected at most 8 numbers
      {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}} | 4 | expected a smaller number
      {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | has "a" twice
      {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | expected it to begin at 8
      {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}                    | 8 | expected it to begin at 0
      {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                    | 3 | ends at byte 4 of the data, which has 3
      {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                    | 5 | the data has 5 bytes, its tensors 4
      {"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}                      | 4 | expected a dtype, a shape and two data_offsets
      {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}              | 4 | unknown property "x"
      {"a":[]}                                                                  | 0 | expected '{'
      {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}                   | 4 | expected an integer
      {}x                                                                       | 0 | expected its end
      {"__metadata__":{"a":{}}}                                                 | 0 | expected '"'
      {"\\q":{}}                                                                | 0 | expected an escape
      """)
  void refusesAHeaderThatCannotBeRight(String header, int dataBytes, String message) throws IOException {
    Path file = raw(header, dataBytes);
    assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(DiagnosticException.class).hasMessageContainingAll(file.toString(),
        message);
  }

  @ParameterizedTest
  @CsvSource({"-1,18446744073709551615", "100,100", "9223372036854775807,9223372036854775807"})
  void refusesAHeaderLongerThanTheFile(long length, String shown) throws IOException {
    Path file = Files.write(folder.resolve("raw"), ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("the header is " + shown + " bytes long, 8 follow");
  }

  @Test
  void refusesAnOverlongHeader() throws IOException {
    Path file = raw("[".repeat((16 << 20) + 1), 0);
    assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("at most 16777216 are read");
  }

  @Test
  void refusesTruncatedFiles() throws IOException {
    Corruption.refusesEveryTruncation(write(tensors()), Safetensors::read);
  }

  @Test
  void survivesChangedBytes() throws IOException {
    assertThat(Corruption.survivesChangedBytes(write(tensors()), Safetensors::read, 1500)).isBetween(750, 1499);
  }

  @Test
  void saysWhyAFileCannotBeRead() {
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("none"))).hasMessageContaining("E0001")
        .hasMessageContaining("no such file or directory");
    assertThatThrownBy(() -> Safetensors.read(folder)).hasMessageContaining("E0001").hasMessageContaining("not a regular file");
  }

  @Test
  void leavesNothingBehindWhenItCannotWrite() throws IOException {
    Tensor broken = Tensor.computed(TensorType.f32(1), "broken", List.of(), () -> {
      throw new IllegalStateException("no elements");
    });
    assertThatThrownBy(() -> write(Map.of("broken", broken))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Safetensors.write(folder.resolve("no/where"), Map.of(), Map.of())).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("E0002").hasMessageContaining("no such file or directory");
    assertThatThrownBy(() -> Safetensors.write(folder, Map.of(), Map.of())).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("not a regular file");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void keepsTheOldFileWhenItCannotWrite() throws IOException {
    Path file = write(tensors());
    byte[] before = Files.readAllBytes(file);
    Tensor broken = Tensor.computed(TensorType.f32(1), "broken", List.of(), () -> {
      throw new IllegalStateException("no elements");
    });
    assertThatThrownBy(() -> write(Map.of("broken", broken))).isInstanceOf(IllegalStateException.class);
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void refusesTheReservedName() {
    assertThatThrownBy(() -> write(Map.of("__metadata__", Tensor.of(Shape.of(1), 1)))).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("E0006");
  }
}
