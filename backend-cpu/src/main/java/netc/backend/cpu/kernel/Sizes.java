package netc.backend.cpu.kernel;

import netc.ir.type.TensorType;

/**
 * The sizes of an image tensor {@code [N, C, H, W]}.
 *
 * @param batch N
 * @param channels C
 * @param height H
 * @param width W
 */
public record Sizes(int batch, int channels, int height, int width) {
  /** The sizes of a static type of rank 4. */
  public static Sizes of(TensorType type) {
    var shape = type.shape();
    return new Sizes(shape.extent(0), shape.extent(1), shape.extent(2), shape.extent(3));
  }

  /** Elements of one map. */
  public int map() {
    return height * width;
  }

  /** Maps of all images. */
  int maps() {
    return batch * channels;
  }

  /** Elements of one image. */
  int image() {
    return channels * map();
  }

  /** All elements. */
  int elements() {
    return batch * image();
  }
}
