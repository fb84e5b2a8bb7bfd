package netc.dsl;

import java.util.List;
import java.util.Optional;
import netc.ir.diag.SourceSpan;

/** An expression as written. */
sealed interface Expression {
  /** Where it is written. */
  SourceSpan span();

  /** {@code 64}. */
  record IntegerLiteral(long value, SourceSpan span) implements Expression {}

  /** {@code 1e-5}, {@code inf} or {@code nan}. */
  record FloatLiteral(double value, SourceSpan span) implements Expression {}

  /** {@code true} or {@code false}. */
  record BooleanLiteral(boolean value, SourceSpan span) implements Expression {}

  /** {@code "layer{stage + 1}"}: plain parts and computed ones in turn; a plain part is a {@link Plain}. */
  record StringLiteral(List<Expression> parts, SourceSpan span) implements Expression {}

  /** The part of a string that stands for itself. */
  record Plain(String text, SourceSpan span) implements Expression {}

  /** A variable, a property of one ({@code x.channels}), or the name of an attribute's value. */
  record Name(String name, SourceSpan span) implements Expression {}

  /** {@code [3, 4, 6, 3]}. */
  record ListLiteral(List<Expression> elements, SourceSpan span) implements Expression {}

  /** {@code conv(x, 64, 7, stride = 2)}; its span is the callee's. */
  record Call(String callee, List<Argument> arguments, SourceSpan span) implements Expression {}

  /** {@code if c { a } else { b }}: the conditions in turn, and the value when none holds. */
  record Conditional(List<Branch> branches, Expression otherwise, SourceSpan span) implements Expression {}

  /** {@code -x}. */
  record Minus(Expression operand, SourceSpan span) implements Expression {}

  /** {@code not x}. */
  record Not(Expression operand, SourceSpan span) implements Expression {}

  /**
   * A value and what is done to it, from left to right: {@code a + b * c - d} is {@code a}, then {@code + (b * c)}, then {@code - d}. Flat, so that a
   * long chain is no deep recursion.
   */
  record Chain(Expression first, List<Link> links, SourceSpan span) implements Expression {}

  /** What is done to the value on its left. */
  sealed interface Link {
    /** Where it is written. */
    SourceSpan span();
  }

  /** {@code + right}; its span is the operator's. */
  record Apply(Operator operator, Expression right, SourceSpan span) implements Link {}

  /** {@code -> conv(64, 7)}. */
  record Pipe(Call call) implements Link {
    @Override
    public SourceSpan span() {
      return call.span();
    }
  }

  /** {@code [index]}. */
  record Element(Expression index, SourceSpan span) implements Link {}

  /** {@code .channels}. */
  record Property(String name, SourceSpan span) implements Link {}

  /** One argument of a call. */
  record Argument(Optional<String> name, Expression value) {}

  /** A condition and what it chooses. */
  record Branch(Expression condition, Expression value) {}
}
