package netc.formats.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;

/** The samples of an image: red, green, blue, 0 … 255. */
final class Pixels {
  private final BufferedImage image;
  private final boolean gray;
  private final double grayScale;

  Pixels(BufferedImage image) {
    this.image = image;
    this.gray = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    this.grayScale = 255.0 / ((1 << image.getColorModel().getComponentSize(0)) - 1);
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  /** A row's samples, three a pixel. */
  double[] row(int y) {
    var samples = new double[3 * width()];
    if (gray) {
      // The samples as the file has them: Java takes gray for linear light, and would brighten it on the way to colours.
      int[] levels = image.getRaster().getSamples(0, y, width(), 1, 0, new int[width()]);
      for (int i = 0; i < samples.length; i++) {
        samples[i] = levels[i / 3] * grayScale;
      }
      return samples;
    }
    int[] colors = image.getRGB(0, y, width(), 1, new int[width()], 0, width());
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (colors[i / 3] >> (8 * (2 - i % 3))) & 0xFF;
    }
    return samples;
  }
}
