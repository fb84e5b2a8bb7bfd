package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import netc.formats.npy.Npy;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir
  Path folder;

  private Path raw(int version, String header, int dataBytes) throws IOException {
    int lengthBytes = version == 1 ? 2 : 4;
    byte[] bytes = new byte[8 + lengthBytes + header.length() + dataBytes];
    System.arraycopy("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, 6);
    bytes[6] = (byte) version;
    bytes[8] = (byte) header.length();
    bytes[9] = (byte) (header.length() >> 8);
    System.arraycopy(header.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 8 + lengthBytes, header.length());
    return Files.write(folder.resolve("raw.npy"), bytes);
  }

  private Path written(Tensor tensor) {
    Path file = folder.resolve("x.npy");
    Npy.write(file, tensor);
    return file;
  }

  @Test
  void readsWhatItWrote() {
    for (Shape shape : new Shape[] {Shape.of(), Shape.of(3), Shape.of(1, 2, 3, 5)}) {
      float[] elements = new float[(int) shape.elements()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = 0.1f * i - 1;
      }
      Tensor tensor = Tensor.of(shape, elements);
      assertThat(Npy.read(written(tensor)).contentEquals(tensor)).as(shape.toString()).isTrue();
    }
  }

  /** Byte for byte as {@code numpy.save} writes an array of shape (2,). */
  @Test
  void writesAsNumpyDoes() throws IOException {
    byte[] bytes = Files.readAllBytes(written(Tensor.of(Shape.of(2), 1, -2)));
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).startsWith("\u0093NUMPY\u0001\u0000v\u0000" + header)
        .contains("\n\u0000\u0000\u0080?");
    assertThat(bytes).hasSize(128 + 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void readsBothVersions(int version) throws IOException {
    assertThat(Npy.read(raw(version, "{'shape': (2, 3), 'descr': '<f4', 'fortran_order': False}\n", 24)).shape()).isEqualTo(Shape.of(2, 3));
  }

  @ParameterizedTest
  @CsvSource({"2,<f2", "8,<f8"})
  void convertsOtherFloats(int bytes, String descr) throws IOException {
    Path file = raw(1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (2,)}", 2 * bytes);
    byte[] content = Files.readAllBytes(file);
    ByteBuffer elements = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).position(content.length - 2 * bytes);
    if (bytes == 2) {
      elements.putShort(Float.floatToFloat16(-1.5f)).putShort(Float.floatToFloat16(1024));
    } else {
      elements.putDouble(-1.5).putDouble(1024);
    }
    Files.write(file, content);
    assertThat(Npy.read(file).toArray()).containsExactly(-1.5f, 1024);
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
      1 | {'descr': '>f4', 'fortran_order': False, 'shape': (2,), }                     | elements of type '>f4', only '<f4', '<f2'
      1 | {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }            | only '<f4', '<f2'
      1 | {'descr': '<f4', 'fortran_order': True, 'shape': (2,), }                      | fortran_order is True
      1 | {'descr': '<f4', 'fortran_order': False, 'shape': (3,), }                     | the shape [3] needs 12 bytes, 8 follow
      1 | {'descr': '<f4', 'fortran_order': False, 'shape': (0,), }                     | positive sizes
      1 | {'descr': '<f4', 'fortran_order': False, 'shape': (2), }                      | expected a tuple of sizes
      1 | {'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }                    | expected a tuple of sizes
      1 | {'descr': '<f4', 'fortran_order': False, 'shape': (999999999999, 99999999), } | positive sizes
      1 | {'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,2), }      | at most 8
      1 | {'descr': '<f4', 'shape': (2,), }                                             | the header is broken
      1 | {'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }     | the header is broken
      1 | {'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}               | the header is broken
      1 | {'descr': '<f4', 'fortran_order': False, 'shape': (2,), } x                   | the header is broken
      1 | {'descr': '<f4' 'fortran_order': False, 'shape': (2,), }                      | the header is broken
      3 | {'descr': '<f4', 'fortran_order': False, 'shape': (2,), }                     | version 3 of the npy file, expected 1 or 2
      """)
  void refusesAHeaderThatCannotBeRight(int version, String header, String message) throws IOException {
    Path file = raw(version, header, 8);
    assertThatThrownBy(() -> Npy.read(file)).isInstanceOf(DiagnosticException.class).hasMessageContainingAll(file.toString(), message);
  }

  @Test
  void refusesOverlongHeaders() throws IOException {
    Path file = raw(2, "{'shape': (" + "(".repeat(20_000), 8);
    assertThatThrownBy(() -> Npy.read(file)).isInstanceOf(DiagnosticException.class).hasMessageContaining("at most 10000 are read");
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    Corruption.refusesEveryTruncation(written(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4)), Npy::read);
  }

  @Test
  void survivesChangedBytes() throws IOException {
    assertThat(Corruption.survivesChangedBytes(written(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4)), Npy::read, 1500)).isBetween(500, 1499);
  }
}
