package netc.formats.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Preprocess;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * Images as networks' inputs. An image is resized, both sides by the same factor, so that it just covers the size that {@link
 * Preprocess} says; then the input's size is cut from its centre. Where resizing makes smaller, the filter grows with the factor, as in Pillow, so
 * that no sample is skipped. Transparency is dropped, gray becomes three equal colours.
 */
public final class ImageFile {
  /** The most pixels that an image may have: decoded, it has up to eight bytes for each. */
  private static final long MAX_PIXELS = 1L << 25;

  private static final List<String> FORMATS = List.of("png", "jpeg");

  private ImageFile() {}

  /** What can go wrong while a file is decoded. */
  private interface Decoding<T> {
    T of(ImageReader reader) throws IOException;
  }

  /**
   * Reads a PNG or JPEG file.
   *
   * @param type the input's type, {@code [1, 3, H, W]}
   * @throws DiagnosticException if the file cannot be read, is no such image or too large, or the input takes something else
   */
  public static Tensor read(Path path, TensorType type, Preprocess preprocess) {
    if (type.rank() != 4 || !type.shape().isStatic() || type.size(0) != 1 || type.size(1) != 3) {
      throw failure(Code.BAD_INPUT, path, "one image is f32[1, 3, H, W], the input is " + type);
    }
    if (!Files.isRegularFile(path)) {
      throw failure(Code.UNREADABLE_FILE, path, "there is no such file");
    }
    try (var stream = new FileImageInputStream(path.toFile())) {
      return tensor(new Pixels(decode(path, stream)), type, preprocess);
    } catch (IOException e) {
      throw failure(Code.UNREADABLE_FILE, path, "it cannot be read");
    }
  }

  private static BufferedImage decode(Path path, ImageInputStream stream) throws IOException {
    ImageReader reader = reader(path, stream);
    try {
      reader.setInput(stream, true, true);
      long width = decoded(path, reader, image -> image.getWidth(0));
      long height = decoded(path, reader, image -> image.getHeight(0));
      if (width * height > MAX_PIXELS) {
        throw failure(Code.TENSOR_SIZE, path, width + " × " + height + " pixels, at most " + MAX_PIXELS + " are read");
      }
      return decoded(path, reader, image -> image.read(0));
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(Path path, ImageInputStream stream) throws IOException {
    for (String format : FORMATS) {
      for (Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format); readers.hasNext();) {
        ImageReader reader = readers.next();
        if (reader.getOriginatingProvider().canDecodeInput(stream)) {
          return reader;
        }
      }
    }
    throw failure(Code.BAD_INPUT, path, "it is neither a PNG nor a JPEG image");
  }

  /** What a decoder says; its complaints about the file are of many classes. */
  private static <T> T decoded(Path path, ImageReader reader, Decoding<T> decoding) {
    try {
      return decoding.of(reader);
    } catch (IOException | RuntimeException e) {
      throw failure(Code.CORRUPT_FILE, path, "it cannot be decoded as an image: " + e.getMessage());
    }
  }

  private static DiagnosticException failure(Code code, Path path, String message) {
    return new DiagnosticException(Diagnostic.of(code, "\"" + path + "\": " + message));
  }

  private static Tensor tensor(Pixels pixels, TensorType type, Preprocess preprocess) {
    int height = type.shape().extent(2);
    int width = type.shape().extent(3);
    Size2 covered = preprocess.resized(new Size2(height, width));
    long coveredHeight = covered.height();
    long coveredWidth = covered.width();
    boolean upright = coveredHeight * pixels.width() >= coveredWidth * pixels.height();
    long resizedHeight = upright ? coveredHeight : pixels.height() * coveredWidth / pixels.width();
    long resizedWidth = upright ? pixels.width() * coveredHeight / pixels.height() : coveredWidth;
    Resampling rows = Resampling.of(preprocess.filter(), pixels.height(), resizedHeight, height);
    Resampling columns = Resampling.of(preprocess.filter(), pixels.width(), resizedWidth, width);
    Preprocess.Scheme scheme = preprocess.scheme();
    var elements = new float[3 * height * width];
    for (int y = 0; y < height; y++) {
      double[] row = rows.blend(y, pixels::row, 3 * pixels.width());
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          double sample = columns.sum(x, row, 3, scheme.color(channel));
          elements[(channel * height + y) * width + x] = scheme.element(channel, sample);
        }
      }
    }
    return Tensor.of(type.shape(), elements);
  }
}
