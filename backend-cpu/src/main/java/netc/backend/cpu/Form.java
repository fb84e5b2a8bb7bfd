package netc.backend.cpu;

import netc.backend.cpu.kernel.Channels;
import netc.backend.cpu.kernel.Sizes;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** How the elements of a tensor are laid out in memory. */
enum Form {
  /** Row-major, as the outside has them. */
  PLAIN,

  /** Channels of an image in blocks of a vector's lanes: see {@link Channels}. */
  BLOCKED;

  /** Whether both forms of such tensors are the same memory: what is no image, and maps of one pixel without padding lanes between two images. */
  static boolean coincide(TensorType type) {
    Shape shape = type.shape();
    return shape.rank() != 4
        || (shape.extent(2) * shape.extent(3) == 1 && (shape.extent(0) == 1 || shape.extent(1) % Channels.BLOCK == 0));
  }

  /** Elements of a tensor in this form, padding lanes counted. */
  long elements(TensorType type) {
    boolean padded = type.shape().rank() == 4 && (this == BLOCKED || coincide(type));
    return padded ? Channels.elements(Sizes.of(type)) : type.shape().elements();
  }
}
