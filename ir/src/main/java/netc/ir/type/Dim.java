package netc.ir.type;

/** One dimension of a shape: a known size, or a symbol that is bound when a model is compiled. */
public sealed interface Dim {
  /**
   * A dimension of known size.
   *
   * @param size the number of elements along it, at least 1
   */
  record Known(long size) implements Dim {
    public Known {
      if (size < 1) {
        throw new IllegalArgumentException("dimension " + size + " is not positive");
      }
    }

    @Override
    public String toString() {
      return Long.toString(size);
    }
  }

  /**
   * A dimension whose size is bound later, as {@code N} for the batch.
   *
   * @param name the symbol, an identifier
   */
  record Symbol(String name) implements Dim {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The dimension of this known size. */
  static Dim of(long size) {
    return new Known(size);
  }

  /** The symbolic dimension of this name. */
  static Dim symbol(String name) {
    return new Symbol(name);
  }
}
