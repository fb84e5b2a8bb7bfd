package netc.dsl;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Printer;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;

/** Operators between numbers, booleans, strings and lists. */
final class Arithmetic {
  private final Budget budget;

  Arithmetic(Budget budget) {
    this.budget = budget;
  }

  /** {@code left operator right}; {@code and} and {@code or} are not for here. */
  Datum apply(Operator operator, Datum left, Datum right, SourceSpan span) {
    if (operator == Operator.EQUAL || operator == Operator.UNEQUAL) {
      return new Datum.Truth(equal(operator, left, right, span) == (operator == Operator.EQUAL));
    }
    if (left instanceof Datum.Whole(long a) && right instanceof Datum.Whole(long b)) {
      return integers(operator, a, b, span);
    }
    if (isNumber(left) && isNumber(right)) {
      return floats(operator, left, right, span);
    }
    if (operator == Operator.ADD && left instanceof Datum.Items(var first, _) && right instanceof Datum.Items(var second, _)) {
      List<Datum> joined = new ArrayList<>(first);
      joined.addAll(second);
      return budget.nested(span, joined);
    }
    throw wrong(operator, left, right, span);
  }

  static boolean isNumber(Datum datum) {
    return datum instanceof Datum.Whole || datum instanceof Datum.Real;
  }

  /** A number as a float. */
  static double number(Datum datum) {
    return datum instanceof Datum.Whole(long value) ? value : ((Datum.Real) datum).value();
  }

  private static Mistake wrong(Operator operator, Datum left, Datum right, SourceSpan span) {
    String message = "\"" + operator + "\" between " + left.describe() + " and " + right.describe();
    var diagnostic = Diagnostic.at(span, Code.WRONG_KIND, message);
    if (operator == Operator.ADD && (left instanceof Datum.Text || right instanceof Datum.Text)) {
      diagnostic = diagnostic.help("braces put values into a string: \"layer{i}\"");
    }
    return Mistake.of(diagnostic);
  }

  private boolean equal(Operator operator, Datum left, Datum right, SourceSpan span) {
    if (isNumber(left) && isNumber(right)) {
      boolean whole = left instanceof Datum.Whole && right instanceof Datum.Whole;
      return whole ? left.equals(right) : number(left) == number(right);
    }
    return switch (left) {
      case Datum.Truth(boolean value) when right instanceof Datum.Truth(boolean other) -> value == other;
      case Datum.Text(String value) when right instanceof Datum.Text(String other) -> value.equals(other);
      case Datum.Items(var elements, _) when right instanceof Datum.Items(var others, _) -> equal(operator, elements, others, span);
      default -> throw wrong(operator, left, right, span); // values of two kinds, and tensors, are not compared
    };
  }

  private boolean equal(Operator operator, List<Datum> left, List<Datum> right, SourceSpan span) {
    if (left.size() != right.size()) {
      return false;
    }
    budget.list(span, left.size());
    for (int i = 0; i < left.size(); i++) {
      if (!equal(operator, left.get(i), right.get(i), span)) {
        return false;
      }
    }
    return true;
  }

  private Datum integers(Operator operator, long a, long b, SourceSpan span) {
    try {
      return switch (operator) {
        case ADD -> new Datum.Whole(Math.addExact(a, b));
        case SUBTRACT -> new Datum.Whole(Math.subtractExact(a, b));
        case MULTIPLY -> new Datum.Whole(Math.multiplyExact(a, b));
        case DIVIDE -> new Datum.Whole(Math.divideExact(a, nonZero(b, a + " / 0", span)));
        case MODULO -> new Datum.Whole(a % nonZero(b, a + " % 0", span));
        case SHIFT_LEFT -> new Datum.Whole(shiftLeft(a, b));
        case SHIFT_RIGHT -> new Datum.Whole(a >> shift(b));
        case RANGE -> range(a, b, span);
        case LESS -> new Datum.Truth(a < b);
        case AT_MOST -> new Datum.Truth(a <= b);
        case GREATER -> new Datum.Truth(a > b);
        case AT_LEAST -> new Datum.Truth(a >= b);
        case EQUAL, UNEQUAL, AND, OR -> throw new IllegalArgumentException(operator + " is no arithmetic");
      };
    } catch (ArithmeticException _) {
      throw Mistake.at(span, Code.ARITHMETIC, a + " " + operator + " " + b + " does not fit into 64 bits");
    }
  }

  private static long nonZero(long divisor, String what, SourceSpan span) {
    if (divisor == 0) {
      throw Mistake.at(span, Code.ARITHMETIC, what + ": division by zero");
    }
    return divisor;
  }

  private static long shift(long places) {
    if (places < 0 || places > 63) {
      throw new ArithmeticException();
    }
    return places;
  }

  private static long shiftLeft(long a, long places) {
    long shifted = a << shift(places);
    if (shifted >> places != a) {
      throw new ArithmeticException();
    }
    return shifted;
  }

  private Datum range(long low, long high, SourceSpan span) {
    long size = high <= low ? 0 : Math.subtractExact(high, low);
    if (size > Limits.LIST_ELEMENTS) {
      throw Mistake.at(span, Code.LOOP_LIMIT, low + ".." + high + " has " + size + " elements, expected at most " + Limits.LIST_ELEMENTS);
    }
    return Datum.Items.range(low, (int) size);
  }

  private static Datum floats(Operator operator, Datum left, Datum right, SourceSpan span) {
    double a = number(left);
    double b = number(right);
    return switch (operator) {
      case ADD -> real(a + b, operator, left, right, span);
      case SUBTRACT -> real(a - b, operator, left, right, span);
      case MULTIPLY -> real(a * b, operator, left, right, span);
      case DIVIDE -> real(a / b, operator, left, right, span);
      case MODULO -> real(a % b, operator, left, right, span);
      case LESS -> new Datum.Truth(a < b);
      case AT_MOST -> new Datum.Truth(a <= b);
      case GREATER -> new Datum.Truth(a > b);
      case AT_LEAST -> new Datum.Truth(a >= b);
      case SHIFT_LEFT, SHIFT_RIGHT, RANGE -> throw wrong(operator, left, right, span);
      case EQUAL, UNEQUAL, AND, OR -> throw new IllegalArgumentException(operator + " is no arithmetic");
    };
  }

  private static Datum real(double result, Operator operator, Datum left, Datum right, SourceSpan span) {
    boolean infinite = Double.isInfinite(result) && Double.isFinite(number(left)) && Double.isFinite(number(right));
    if (Double.isNaN(result) || infinite) {
      throw Mistake.at(span, Code.ARITHMETIC, written(left) + " " + operator + " " + written(right) + " has no finite result");
    }
    return new Datum.Real(result);
  }

  /** A number as the language writes it: an integer without a point. */
  private static String written(Datum number) {
    return number instanceof Datum.Whole(long value) ? Long.toString(value) : Printer.number(number(number));
  }
}
