package netc.dsl;

import java.util.Optional;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.SourceSpan;

/**
 * An evaluated argument of a call.
 *
 * @param name what it is given for, if by name
 * @param datum its value, possibly a {@link Datum.Word}
 * @param word the name that it is written as, if it is one
 * @param span where it is written
 */
record Given(Optional<String> name, Datum datum, Optional<String> word, SourceSpan span) {
  /** A value by position. */
  static Given of(Datum datum, SourceSpan span) {
    return new Given(Optional.empty(), datum, Optional.empty(), span);
  }

  /** The same argument with another value. */
  Given with(Datum other) {
    return new Given(name, other, word, span);
  }

  /** The value, which is neither unknown nor poison. */
  Datum value() {
    return switch (datum) {
      case Datum.Word(_, var unknown) -> throw unknown;
      case Datum.Poison _ -> throw Mistake.reported(false);
      case Datum.Whole _, Datum.Real _, Datum.Truth _, Datum.Text _, Datum.Items _, Datum.Tensor _ -> datum;
    };
  }

  /** Whether it is a tensor. */
  boolean isTensor() {
    return datum instanceof Datum.Tensor;
  }

  /** Whether it is a list of tensors only, and not empty. */
  boolean isTensorList() {
    return datum instanceof Datum.Items(var elements, _) && !elements.isEmpty()
        && elements.stream().allMatch(Datum.Tensor.class::isInstance);
  }

  /** The tensor that {@code what} (as {@code conv: "x"}) must be. */
  Value tensor(String what) {
    return switch (value()) {
      case Datum.Tensor(Value value) -> value;
      case Datum other -> throw Mistake.at(span, Code.WRONG_KIND, what + " is " + other.describe() + ", expected a tensor");
    };
  }

  /** The value's name as the user knows it. */
  String label(Value value) {
    return word.orElse(value.name());
  }
}
