package netc.ir.eval;

import netc.ir.type.Shape;

/** The sizes of a tensor {@code [N, C, H, W]}. */
record Image(int batch, int channels, int height, int width) {
  static Image of(Shape shape) {
    return new Image(shape.extent(0), shape.extent(1), shape.extent(2), shape.extent(3));
  }

  /** The number of elements of one channel of one image. */
  int map() {
    return height * width;
  }

  /** The number of channels in all images together. */
  int maps() {
    return batch * channels;
  }
}
