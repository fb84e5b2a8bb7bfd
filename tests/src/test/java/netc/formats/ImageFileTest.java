package netc.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import netc.formats.image.ImageFile;
import netc.ir.diag.Code;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Preprocess;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images become inputs: every pixel where it belongs, every sample as the preprocessing says. */
class ImageFileTest {
  /** An input that is cut from 8 × 8 pixels. */
  private static final TensorType SEVEN = TensorType.f32(1, 3, 7, 7);

  private static final Offset<Float> ROUNDING = Offset.offset(1e-3f);

  @TempDir
  private Path folder;

  private Path write(String format, int kind, int width, int height, IntBinaryOperator color) throws IOException {
    var image = new BufferedImage(width, height, kind);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, color.applyAsInt(x, y));
      }
    }
    Path file = folder.resolve("image." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private static float at(Tensor tensor, int channel, int y, int x) {
    int height = tensor.shape().extent(2);
    int width = tensor.shape().extent(3);
    return tensor.toArray()[(channel * height + y) * width + x];
  }

  private static int color(int x, int y) {
    return 0xFF000000 | (10 + 3 * x + 7 * y) << 16 | (20 + 5 * x + y) << 8 | (200 - 11 * x - 2 * y);
  }

  @ParameterizedTest
  @EnumSource
  void pixelsKeepTheirPlacesAndAreNormalized(Preprocess.Scheme scheme) throws IOException {
    Path file = write("png", BufferedImage.TYPE_INT_RGB, 8, 8, ImageFileTest::color);
    Tensor tensor = ImageFile.read(file, SEVEN, Preprocess.of(scheme));
    double[][] expected = switch (scheme) {
      case NONE -> new double[][] {{16, 1, 0}, {8, 1, 0}, {0, 1, 0}};
      case IMAGENET -> new double[][] {{16, 255 * 0.229, 255 * 0.485}, {8, 255 * 0.224, 255 * 0.456}, {0, 255 * 0.225, 255 * 0.406}};
      case INCEPTION -> new double[][] {{16, 127.5, 127.5}, {8, 127.5, 127.5}, {0, 127.5, 127.5}};
      case CAFFE -> new double[][] {{0, 1, 104}, {8, 1, 117}, {16, 1, 123}};
    };
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < 7; y++) {
        for (int x = 0; x < 7; x++) {
          int sample = (color(x, y) >> (int) expected[channel][0]) & 0xFF;
          double element = (sample - expected[channel][2]) / expected[channel][1];
          assertThat(at(tensor, channel, y, x)).as("channel %d of %d, %d", channel, x, y).isCloseTo((float) element, Offset.offset(1e-5f));
        }
      }
    }
  }

  /** Of 16 cells, 8 are made: each of four, by 1/8, 3/8, 3/8 and 1/8, the outermost of three. */
  @Test
  void halvingLooksAtEverySample() throws IOException {
    int[] levels = {0, 255, 0, 255, 80, 80, 16, 32, 48, 64, 255, 0, 0, 0, 0, 255};
    Path file = write("png", BufferedImage.TYPE_INT_RGB, 16, 16, (x, _) -> levels[x] << 16);
    Tensor tensor = ImageFile.read(file, SEVEN, Preprocess.NONE);
    double[] expected = {(3 * 0 + 3 * 255 + 0) / 7.0, (255 + 3 * 0 + 3 * 255 + 80) / 8.0, (255 + 3 * 80 + 3 * 80 + 16) / 8.0,
      (80 + 3 * 16 + 3 * 32 + 48) / 8.0, (32 + 3 * 48 + 3 * 64 + 255) / 8.0, (64 + 3 * 255 + 0 + 0) / 8.0, 0};
    for (int x = 0; x < 7; x++) {
      assertThat(at(tensor, 0, 3, x)).as("column %d", x).isCloseTo((float) expected[x], ROUNDING);
    }
  }

  /** Of 4 cells, 8 are made, between the cells' centers: 1/4 and 3/4. */
  @Test
  void doublingIsLinear() throws IOException {
    int[] levels = {0, 100, 40, 240};
    Path file = write("png", BufferedImage.TYPE_INT_RGB, 4, 4, (_, y) -> levels[y]);
    Tensor tensor = ImageFile.read(file, SEVEN, Preprocess.NONE);
    float[] expected = {0, 25, 75, 85, 55, 90, 190};
    for (int y = 0; y < 7; y++) {
      assertThat(at(tensor, 2, y, 5)).as("row %d", y).isCloseTo(expected[y], ROUNDING);
    }
  }

  private static Preprocess resizing(int side, Preprocess.Filter filter) {
    return new Preprocess(Preprocess.Scheme.NONE, Optional.of(Size2.of(side)), filter);
  }

  /** Of 7 cells, 14 are made, by what Keys' cubic is at 1/4, 3/4, 5/4 and 7/4, and the 7 in the middle of them are kept. */
  @Test
  void doublingByCubicsLooksAtFourCells() throws IOException {
    int[] levels = {0, 100, 40, 240, 10, 255, 0};
    Path file = write("png", BufferedImage.TYPE_INT_RGB, 7, 7, (x, _) -> levels[x] << 16);
    Tensor tensor = ImageFile.read(file, SEVEN, resizing(14, Preprocess.Filter.BICUBIC));
    double[] near = {-0.0234375, 0.2265625, 0.8671875, -0.0703125};
    for (int x = 0; x < 7; x++) {
      int at = x + 4; // half of 14 - 7, to the even number
      double expected = 0;
      for (int k = 0; k < 4; k++) {
        // the cell of even number lies left of the middle of its four, the other one right of it
        expected += at % 2 == 0 ? near[k] * levels[at / 2 - 2 + k] : near[3 - k] * levels[at / 2 - 1 + k];
      }
      assertThat(at(tensor, 0, 3, x)).as("column %d", x).isCloseTo((float) Math.clamp(expected, 0, 255), ROUNDING);
    }
  }

  @Test
  void theSizeBeforeTheCropCanBeSaid() throws IOException {
    Path file = write("png", BufferedImage.TYPE_INT_RGB, 8, 8, (x, y) -> x << 16 | y << 8);
    Tensor whole = ImageFile.read(file, TensorType.f32(1, 3, 8, 8), resizing(8, Preprocess.Filter.BICUBIC));
    Tensor middle = ImageFile.read(file, TensorType.f32(1, 3, 4, 4), resizing(8, Preprocess.Filter.BILINEAR));
    for (int x = 0; x < 4; x++) {
      assertThat(at(whole, 0, 5, 2 * x)).isCloseTo(2 * x, ROUNDING);
      assertThat(at(middle, 0, 1, x)).isCloseTo(2 + x, ROUNDING);
    }
  }

  @Test
  void theCropIsInTheMiddle() throws IOException {
    Path wide = write("png", BufferedImage.TYPE_INT_RGB, 17, 8, (x, y) -> x << 16 | y << 8);
    Tensor tensor = ImageFile.read(wide, SEVEN, Preprocess.NONE);
    assertThat(at(tensor, 0, 0, 0)).isCloseTo(5, ROUNDING);
    assertThat(at(tensor, 0, 6, 6)).isCloseTo(11, ROUNDING);
    assertThat(at(tensor, 1, 6, 6)).isCloseTo(6, ROUNDING);
    Path tall = write("png", BufferedImage.TYPE_INT_RGB, 8, 17, (x, y) -> x << 16 | y << 8);
    Tensor turned = ImageFile.read(tall, SEVEN, Preprocess.NONE);
    assertThat(at(turned, 1, 0, 0)).isCloseTo(5, ROUNDING);
    assertThat(at(turned, 0, 6, 6)).isCloseTo(6, ROUNDING);
  }

  @Test
  void aWideInputIsCoveredOnBothSides() throws IOException {
    Path file = write("png", BufferedImage.TYPE_INT_RGB, 16, 16, (x, y) -> x << 16 | y << 8);
    Tensor tensor = ImageFile.read(file, TensorType.f32(1, 3, 7, 14), Preprocess.NONE);
    assertThat(at(tensor, 0, 0, 0)).isCloseTo(1, ROUNDING);
    assertThat(at(tensor, 0, 0, 13)).isCloseTo(14, ROUNDING);
    assertThat(at(tensor, 1, 0, 0)).isCloseTo(4, ROUNDING);
    assertThat(at(tensor, 1, 6, 0)).isCloseTo(10, ROUNDING);
  }

  @Test
  void grayIsNotBrightened() throws IOException {
    var image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, 100 + i);
    }
    Path file = folder.resolve("gray.png");
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    Tensor tensor = ImageFile.read(file, SEVEN, Preprocess.NONE);
    for (int channel = 0; channel < 3; channel++) {
      assertThat(at(tensor, channel, 2, 5)).isCloseTo(121, ROUNDING);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_INDEXED})
  void kindsOfPixelsDoNotMatter(int kind) throws IOException {
    Path file = write("png", kind, 8, 8, (x, _) -> x < 4 ? 0xFFFF0000 : 0xFF00FF00);
    Tensor tensor = ImageFile.read(file, SEVEN, Preprocess.NONE);
    assertThat(new float[] {at(tensor, 0, 0, 3), at(tensor, 1, 0, 3), at(tensor, 0, 0, 4), at(tensor, 1, 0, 4)})
        .containsExactly(255, 0, 0, 255);
  }

  @Test
  void jpegsAreRead() throws IOException {
    Path file = write("jpg", BufferedImage.TYPE_INT_RGB, 32, 32, (_, _) -> 0x4080C0);
    Tensor tensor = ImageFile.read(file, SEVEN, Preprocess.NONE);
    assertThat(at(tensor, 0, 3, 3)).isCloseTo(0x40, Offset.offset(3f));
    assertThat(at(tensor, 1, 3, 3)).isCloseTo(0x80, Offset.offset(3f));
    assertThat(at(tensor, 2, 3, 3)).isCloseTo(0xC0, Offset.offset(3f));
  }

  @Test
  void hugeImagesAreRefusedBeforeTheyAreDecoded() throws IOException {
    assertRefused(Code.TENSOR_SIZE, emptyImage(1 << 30, 1 << 30), "1073741824 × 1073741824 pixels, at most 33554432 are read");
  }

  @Test
  void aFileThatEndsEarlyIsRefused() throws IOException {
    Path whole = write("png", BufferedImage.TYPE_INT_RGB, 64, 64, (x, y) -> x * y * 2654435);
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : new int[] {20, 40, bytes.length / 2}) {
      Path file = folder.resolve("cut.png");
      Files.write(file, Arrays.copyOf(bytes, length));
      assertRefused(Code.CORRUPT_FILE, file, "it cannot be decoded as an image");
    }
  }

  @Test
  void onlyImagesForImagesAreRead() throws IOException {
    Path text = folder.resolve("text.png");
    Files.writeString(text, "no image");
    assertRefused(Code.BAD_INPUT, text, "it is neither a PNG nor a JPEG image");
    assertRefused(Code.UNREADABLE_FILE, folder.resolve("nowhere.png"), "there is no such file");
    Path image = write("png", BufferedImage.TYPE_INT_RGB, 8, 8, ImageFileTest::color);
    assertThatThrownBy(() -> ImageFile.read(image, TensorType.f32(2, 3, 7, 7), Preprocess.NONE)).isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("one image is f32[1, 3, H, W], the input is f32[2, 3, 7, 7]");
  }

  private static void assertRefused(Code code, Path file, String message) {
    assertThatThrownBy(() -> ImageFile.read(file, SEVEN, Preprocess.NONE)).isInstanceOfSatisfying(DiagnosticException.class,
        refusal -> assertThat(refusal.diagnostics()).singleElement().satisfies(diagnostic -> {
          assertThat(diagnostic.code()).isEqualTo(code);
          assertThat(diagnostic.message()).startsWith("\"" + file + "\": ").contains(message);
        }));
  }

  /** A PNG file that has a header and nothing else. */
  private Path emptyImage(int width, int height) throws IOException {
    var header = new ByteArrayOutputStream();
    var fields = new DataOutputStream(header);
    fields.write("IHDR".getBytes(StandardCharsets.US_ASCII));
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {8, 2, 0, 0, 0});
    var checksum = new CRC32();
    checksum.update(header.toByteArray());
    var file = new ByteArrayOutputStream();
    var out = new DataOutputStream(file);
    out.writeLong(0x89504E470D0A1A0AL);
    out.writeInt(header.size() - 4);
    out.write(header.toByteArray());
    out.writeInt((int) checksum.getValue());
    Path path = folder.resolve("huge.png");
    Files.write(path, file.toByteArray());
    return path;
  }
}
