package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import netc.formats.npy.Npy;
import netc.formats.npy.Npz;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {
  @TempDir
  private Path folder;

  private static Map<String, Tensor> tensors() {
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("conv1.weight", Tensor.initial(TensorType.f32(5, 3, 3, 2), new Init.Uniform(-1, 1), "n", 3));
    tensors.put("bn.bias", Tensor.of(Shape.of(3), 1, -2, 3));
    tensors.put("large", Tensor.fill(TensorType.f32(300, 200), 2));
    return tensors;
  }

  /** An archive as {@code numpy.savez} (method 0) or {@code numpy.savez_compressed} (8) writes it. */
  private Path archive(Map<String, Tensor> tensors, int method) throws IOException {
    Path file = folder.resolve("w.npz");
    Path one = folder.resolve("one.npy");
    try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
      for (var tensor : tensors.entrySet()) {
        Npy.write(one, tensor.getValue());
        byte[] bytes = Files.readAllBytes(one);
        var crc = new CRC32();
        crc.update(bytes);
        var entry = new ZipEntry(tensor.getKey() + ".npy");
        entry.setMethod(method);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
      }
    }
    return file;
  }

  private static void touch(Path file) {
    Npz.read(file).values().forEach(Tensor::segment);
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
  void readsArchives(int method) throws IOException {
    Map<String, Tensor> tensors = tensors();
    Map<String, Tensor> read = Npz.read(archive(tensors, method));
    assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
    read.forEach((name, tensor) -> assertThat(tensor.contentEquals(Samples.at(tensors, name))).as(name).isTrue());
  }

  @Test
  void storedTensorsStayInTheFile() throws IOException {
    assertThat(Npz.read(archive(tensors(), ZipEntry.STORED)).values()).allMatch(tensor -> tensor.source() instanceof Tensor.Source.Stored);
  }

  @Test
  void compressedTensorsAreUnpackedWhenNeeded() throws IOException {
    assertThat(Npz.read(archive(tensors(), ZipEntry.DEFLATED)).values()).noneMatch(Tensor::isMaterialized);
  }

  @Test
  void ignoresTheCountersOfTraining() throws IOException {
    var tensors = tensors();
    tensors.put("bn.num_batches_tracked", Tensor.of(Shape.of(1), 5));
    assertThat(Npz.read(archive(tensors, ZipEntry.STORED))).containsOnlyKeys(tensors().keySet());
  }

  /** The directory of the last archive's first file, as its fields are counted from. */
  private static int directory(ByteBuffer bytes) {
    return bytes.getInt(bytes.capacity() - 6);
  }

  @Test
  void sizesInTheDirectoryAreNotTrusted() throws IOException {
    for (int field : new int[] {20, 24, 42}) {
      for (int value : new int[] {0, 1, 1 << 20, Integer.MAX_VALUE, -2, -1}) {
        Path file = archive(tensors(), ZipEntry.DEFLATED);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (field != 42 || value != 0) { // where it is
          bytes.putInt(directory(bytes) + field, value);
          Files.write(file, bytes.array());
          assertThatThrownBy(() -> touch(file)).as("%d at %d", value, field).isInstanceOf(DiagnosticException.class)
              .hasMessageContaining("E0004");
        }
      }
    }
  }

  @Test
  void refusesWhatIsNoNpyFile() throws IOException {
    Path file = folder.resolve("w.npz");
    try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("read.me"));
    }
    assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(DiagnosticException.class).hasMessageContaining("\"read.me\" is no .npy file");
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
  void refusesEveryTruncation(int method) throws IOException {
    var small = new LinkedHashMap<>(tensors());
    small.remove("large");
    Corruption.refusesEveryTruncation(archive(small, method), NpzTest::touch);
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
  void survivesChangedBytes(int method) throws IOException {
    var small = new LinkedHashMap<>(tensors());
    small.remove("large");
    assertThat(Corruption.survivesChangedBytes(archive(small, method), NpzTest::touch, 3000)).isBetween(300, 2999);
  }
}
