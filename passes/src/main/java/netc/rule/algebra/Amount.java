package netc.rule.algebra;

import java.util.Map;
import java.util.Optional;

/** A number of an equation: written out, named, or computed from such. */
sealed interface Amount {
  /** A number that is written out. */
  record Literal(double value) implements Amount {}

  /** A number that the match gives. */
  record Named(String name) implements Amount {}

  /** One of {@code + - * /} between two numbers. */
  record Computed(char operator, Amount left, Amount right) implements Amount {}

  /** Its value, unless a name in it stands for nothing yet. */
  default Optional<Double> value(Map<String, Double> names) {
    return switch (this) {
      case Literal(double value) -> Optional.of(value);
      case Named(String name) -> Optional.ofNullable(names.get(name));
      case Computed(char operator, Amount left, Amount right) ->
          left.value(names).flatMap(a -> right.value(names).map(b -> compute(operator, a, b)));
    };
  }

  private static double compute(char operator, double a, double b) {
    return switch (operator) {
      case '+' -> a + b;
      case '-' -> a - b;
      case '*' -> a * b;
      case '/' -> a / b;
      default -> throw new IllegalArgumentException("operator " + operator);
    };
  }
}
