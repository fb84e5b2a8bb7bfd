package netc.rule.algebra;

import java.util.List;
import netc.ir.op.OpSchema;

/** An expression over values. */
sealed interface Term {
  /** Any value; the same one wherever the name stands. */
  record Any(String name) implements Term {}

  /** A weight whose elements are all this number, beside an operand of the result's type. */
  record Scalar(Amount number) implements Term {}

  /** {@code factor · x}: a product with a number, or a quotient by its reciprocal. */
  record Scaled(Term x, Amount factor) implements Term {}

  /** {@code x + addend}: a sum with a number, or a difference to its negative. */
  record Shifted(Term x, Amount addend) implements Term {}

  /**
   * An op with its attributes.
   *
   * @param attributes for each of the schema's, in order: an {@link Amount}, or the value itself
   */
  record Apply(OpSchema schema, List<Term> operands, List<Object> attributes) implements Term {
    public Apply {
      operands = List.copyOf(operands);
      attributes = List.copyOf(attributes);
    }

    boolean is(String mnemonic) {
      return schema.name().equals(mnemonic);
    }
  }

  /** A call of an op that has no attributes. */
  static Term apply(String mnemonic, Term... operands) {
    return new Apply(OpSchema.named(mnemonic).orElseThrow(), List.of(operands), List.of());
  }
}
