package netc.ir.op;

import java.util.Locale;

/** What {@link Pad} puts around a map. */
public enum PadMode {
  /** One value. */
  CONSTANT,
  /** The map mirrored at its outermost rows and columns, which are not repeated. */
  REFLECT,
  /** The nearest cell of the map. */
  EDGE;

  /**
   * The cell that a position shows, each counted from the first cell of the map along an axis; negative for the value of {@link #CONSTANT}.
   *
   * @param position possibly before or behind the map, for {@link #REFLECT} by less than {@code size}
   * @param size the map's size
   */
  public int cell(int position, int size) {
    if (position >= 0 && position < size) {
      return position;
    }
    return switch (this) {
      case CONSTANT -> -1;
      case REFLECT -> position < 0 ? -position : 2 * (size - 1) - position;
      case EDGE -> position < 0 ? 0 : size - 1;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
