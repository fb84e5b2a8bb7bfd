package netc.dsl;

import java.util.List;
import java.util.Optional;
import netc.ir.diag.SourceSpan;

/** A statement as written. */
sealed interface Statement {
  /** Where it is written. */
  SourceSpan span();

  /** {@code a, b = value}. */
  record Assignment(List<String> targets, Expression value, SourceSpan span) implements Statement {}

  /** {@code input name: f32[N, 3, 224, 224] preprocess imagenet}. */
  record Input(String name, Type type, Optional<Expression.Call> preprocess, SourceSpan span) implements Statement {}

  /** {@code weight name: f32[64, 3, 7, 7] = stored}. */
  record Weight(String name, Type type, Optional<Expression> value, SourceSpan span) implements Statement {}

  /** {@code weights "file"}. */
  record Weights(Expression file, SourceSpan span) implements Statement {}

  /** {@code output name = value}; without a value, the variable of that name. */
  record Output(String name, Expression value, SourceSpan span) implements Statement {}

  /** {@code for index, element in list { … }}: one or two variables. */
  record Loop(List<String> variables, Expression list, List<Statement> body, SourceSpan span) implements Statement {}

  /** {@code if … { … } else if … { … } else { … }}. */
  record Choice(List<Branch> branches, List<Statement> otherwise, SourceSpan span) implements Statement {}

  /** {@code return value}. */
  record Return(Expression value, SourceSpan span) implements Statement {}

  /** A condition and what it chooses. */
  record Branch(Expression condition, List<Statement> body) {}

  /** {@code f32[N, 3, 224, 224]}. */
  record Type(String element, List<Expression> dimensions, SourceSpan span) {}
}
