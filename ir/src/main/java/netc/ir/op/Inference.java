package netc.ir.op;

import java.util.List;
import java.util.Optional;
import netc.ir.diag.Code;
import netc.ir.type.TensorType;

/** The outcome of type inference: result types, or why there are none. */
public sealed interface Inference {
  /**
   * The types of the results, in order.
   *
   * @param results at least one type
   */
  record Types(List<TensorType> results) implements Inference {
    public Types {
      results = List.copyOf(results);
    }
  }

  /**
   * Why an op cannot have these operands.
   *
   * @param code the kind of mistake
   * @param message op first, observed then expected
   * @param operand the index of the operand to blame, or -1 for an attribute
   * @param help the fix, when it is known
   */
  record Invalid(Code code, String message, int operand, Optional<String> help) implements Inference {
    /** The same with a fix. */
    public Invalid help(String fix) {
      return new Invalid(code, message, operand, Optional.of(fix));
    }
  }

  /** One result of this type. */
  static Inference of(TensorType type) {
    return new Types(List.of(type));
  }

  /** A mistake of {@code operand} in {@code op}. */
  static Invalid invalid(Code code, String op, String message, int operand) {
    return new Invalid(code, op + ": " + message, operand, Optional.empty());
  }

  /** Operands that do not go together. */
  static Invalid shapeMismatch(String op, String message, int operand) {
    return invalid(Code.SHAPE_MISMATCH, op, message, operand);
  }

  /** An attribute outside of what {@code op} allows. */
  static Invalid badAttribute(String op, String message) {
    return invalid(Code.BAD_ATTRIBUTE, op, message, -1);
  }

  /** An operand of another rank than {@code expected} says. */
  static Invalid wrongRank(String op, TensorType type, String expected, int operand) {
    return invalid(Code.WRONG_RANK, op, "operand " + type + " has rank " + type.rank() + ", expected " + expected, operand);
  }
}
