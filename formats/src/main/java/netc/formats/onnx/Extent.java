package netc.formats.onnx;

import java.util.function.LongBinaryOperator;

/** One element of an integer tensor: a number, a size that is bound when the model is compiled, or something computed from such a size. */
sealed interface Extent {
  /** A number. */
  record Fixed(long value) implements Extent {
    /** The number 0. */
    static final Extent ZERO = new Fixed(0);

    /** The number 1. */
    static final Extent ONE = new Fixed(1);

    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** A symbolic dimension; at least 1, as all sizes are. */
  record Symbol(String name) implements Extent {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * What depends on a symbolic dimension in another way than being it.
   *
   * @param formula how, for people
   */
  record Open(String formula) implements Extent {
    @Override
    public String toString() {
      return formula;
    }
  }

  /** The number. */
  static Extent of(long value) {
    return new Fixed(value);
  }

  /** Whether this is that number. */
  default boolean is(long value) {
    return this instanceof Fixed(long fixed) && fixed == value;
  }

  /** Whether this is known to be another number than every size. */
  private boolean isNoSize() {
    return this instanceof Fixed(long fixed) && fixed < 1;
  }

  /** The sum. */
  default Extent plus(Extent other) {
    return is(0) ? other : other.is(0) ? this : combine(this, "+", other, Math::addExact);
  }

  /** The difference. */
  default Extent minus(Extent other) {
    return other.is(0) ? this : equals(other) ? Fixed.ZERO : combine(this, "-", other, Math::subtractExact);
  }

  /** The product. */
  default Extent times(Extent other) {
    return is(1) || other.is(0) ? other : other.is(1) || is(0) ? this : combine(this, "*", other, Math::multiplyExact);
  }

  /** The quotient, rounded to zero. */
  default Extent over(Extent other) {
    return other.is(1) ? this : this instanceof Symbol && equals(other) ? Fixed.ONE : combine(this, "/", other, (a, b) -> a / b);
  }

  /** 1 if both are equal, else 0. */
  default Extent same(Extent other) {
    if (equals(other)) {
      return this instanceof Open ? open("==", other) : Fixed.ONE;
    }
    boolean never = (this instanceof Symbol && other.isNoSize()) || (isNoSize() && other instanceof Symbol);
    return never ? Fixed.ZERO : combine(this, "==", other, (a, b) -> a == b ? 1 : 0);
  }

  /** The result of an operation that has no rules of its own for symbols. */
  static Extent combine(Extent left, String operator, Extent right, LongBinaryOperator operation) {
    return left instanceof Fixed(long a) && right instanceof Fixed(long b) ? of(operation.applyAsLong(a, b)) : left.open(operator, right);
  }

  private Extent open(String operator, Extent other) {
    String formula = "(" + this + " " + operator + " " + other + ")";
    return new Open(formula.length() > 60 ? "(…)" : formula);
  }
}
