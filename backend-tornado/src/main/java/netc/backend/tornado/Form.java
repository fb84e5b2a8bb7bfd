package netc.backend.tornado;

import netc.backend.tornado.kernel.Blocked;
import netc.ir.type.Shape;

/**
 * What the device knows of a tensor's shape; see {@link Blocked}. Tensors of one form with the same elements in row-major order are laid out alike.
 *
 * @param images the first dimension; 1 for a vector
 * @param channels the second dimension; a vector's only one
 * @param cells all others
 */
record Form(int images, int channels, int cells) {
  static Form of(Shape shape) {
    return switch (shape.rank()) {
      case 0 -> new Form(1, 1, 1);
      case 1 -> new Form(1, shape.extent(0), 1);
      default -> new Form(shape.extent(0), shape.extent(1), Math.toIntExact(shape.elementsFrom(2)));
    };
  }

  /** Vectors for each cell. */
  int blocks() {
    return Math.ceilDiv(channels, Blocked.LANES);
  }

  /** Vectors of an image. */
  int step() {
    return blocks() * cells;
  }

  /** All vectors. */
  long vectors() {
    return (long) images * blocks() * cells;
  }

  /** All elements. */
  int elements() {
    return Math.multiplyExact(Math.multiplyExact(images, channels), cells);
  }

  /** Whether some lanes hold no channel. */
  boolean isRagged() {
    return channels % Blocked.LANES != 0;
  }
}
