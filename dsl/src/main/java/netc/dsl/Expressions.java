package netc.dsl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Printer;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;
import netc.ir.op.Add;
import netc.ir.op.Div;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Op;
import netc.ir.op.Sub;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/** Evaluates expressions. */
final class Expressions {
  private static final List<String> PROPERTIES = List.of("channels", "height", "width", "rank");

  private final Budget budget;
  private final Arithmetic arithmetic;
  private final Calls calls;

  Expressions(Budget budget, Calls calls) {
    this.budget = budget;
    this.arithmetic = new Arithmetic(budget);
    this.calls = calls;
  }

  /** A constant expression's value; it is a mistake if it calls or names anything. */
  static Datum constant(Expression expression) {
    var budget = new Budget();
    return new Expressions(budget, Calls.none()).evaluate(expression, Frame.ofNet(""));
  }

  /** The value of an expression, which is never {@link Datum.Poison}. */
  Datum evaluate(Expression expression, Frame frame) {
    budget.enter(expression.span());
    try {
      return switch (expression) {
        case Expression.IntegerLiteral(long value, _) -> new Datum.Whole(value);
        case Expression.FloatLiteral(double value, _) -> new Datum.Real(value);
        case Expression.BooleanLiteral(boolean value, _) -> new Datum.Truth(value);
        case Expression.Plain(String text, _) -> new Datum.Text(text);
        case Expression.StringLiteral string -> string(string, frame);
        case Expression.Name name -> known(name, variable(name, frame));
        case Expression.ListLiteral(var elements, var span) -> list(elements, frame, span);
        case Expression.Call call -> calls.call(call, List.of(), frame, List.of());
        case Expression.Conditional conditional -> conditional(conditional, frame);
        case Expression.Minus(var operand, var span) -> minus(evaluate(operand, frame), span, frame);
        case Expression.Not(var operand, _) -> new Datum.Truth(!truth(operand, frame, "\"not\""));
        case Expression.Chain chain -> chain(chain, frame);
      };
    } finally {
      budget.leave();
    }
  }

  /** The truth of a condition of {@code what}. */
  boolean truth(Expression condition, Frame frame, String what) {
    return truth(evaluate(condition, frame), condition.span(), what);
  }

  private static boolean truth(Datum datum, SourceSpan span, String what) {
    return switch (datum) {
      case Datum.Truth(boolean value) -> value;
      default -> throw Mistake.at(span, Code.WRONG_KIND, what + " is given " + datum.describe() + ", expected true or false");
    };
  }

  private static Datum known(Expression.Name name, Datum datum) {
    return Given.of(datum, name.span()).value();
  }

  /** An argument; a word that is no variable may be an attribute's. */
  Given given(Expression.Argument argument, Frame frame) {
    Expression value = argument.value();
    Optional<String> word = value instanceof Expression.Name(var name, _) ? Optional.of(name) : Optional.empty();
    Datum datum = value instanceof Expression.Name name ? variable(name, frame) : evaluate(value, frame);
    return new Given(argument.name(), datum, word, value.span());
  }

  /** A variable or a property of one; a {@link Datum.Word} if there is none. */
  Datum variable(Expression.Name name, Frame frame) {
    Datum value = frame.variables().get(name.name());
    if (value != null) {
      return value;
    }
    int dot = name.name().lastIndexOf('.');
    Datum owner = dot < 0 ? null : frame.variables().get(name.name().substring(0, dot));
    return owner != null ? property(known(name, owner), name.name().substring(dot + 1), name.span())
        : new Datum.Word(name.name(), unknown("name", name, frame));
  }

  private static Mistake unknown(String what, Expression.Name name, Frame frame) {
    var diagnostic = Diagnostic.at(name.span(), Code.UNKNOWN_NAME, what + " \"" + name.name() + "\" is not defined");
    Optional<String> near = Suggestions.nearest(name.name(), frame.variables().keySet());
    return Mistake.of(near.map(other -> diagnostic.help("did you mean \"" + other + "\"?")).orElse(diagnostic));
  }

  private Datum string(Expression.StringLiteral string, Frame frame) {
    if (string.parts().size() == 1 && string.parts().getFirst() instanceof Expression.Plain(var text, _)) {
      return new Datum.Text(text);
    }
    var text = new StringBuilder();
    for (Expression part : string.parts()) {
      text.append(switch (evaluate(part, frame)) {
        case Datum.Text(String value) -> value;
        case Datum.Whole(long value) -> Long.toString(value);
        case Datum.Real(double value) -> Printer.number(value);
        case Datum.Truth(boolean value) -> Boolean.toString(value);
        case Datum other ->
            throw Mistake.at(part.span(), Code.WRONG_KIND, "the string contains " + other.describe() + ", expected a number or a string");
      });
      budget.text(string.span(), text);
    }
    return new Datum.Text(text.toString());
  }

  private Datum list(List<Expression> elements, Frame frame, SourceSpan span) {
    List<Datum> values = new ArrayList<>(elements.size());
    for (Expression element : elements) {
      values.add(evaluate(element, frame));
    }
    return budget.nested(span, values);
  }

  private Datum conditional(Expression.Conditional conditional, Frame frame) {
    for (Expression.Branch branch : conditional.branches()) {
      if (truth(branch.condition(), frame, "\"if\"")) {
        return evaluate(branch.value(), frame);
      }
    }
    return evaluate(conditional.otherwise(), frame);
  }

  private Datum minus(Datum operand, SourceSpan span, Frame frame) {
    return switch (operand) {
      case Datum.Tensor _ -> calls.op(new Neg(), List.of(Given.of(operand, span)), frame, span);
      case Datum.Whole(long value) when value != Long.MIN_VALUE -> new Datum.Whole(-value);
      case Datum.Whole(long value) -> throw Mistake.at(span, Code.ARITHMETIC, "-(" + value + ") does not fit into 64 bits");
      case Datum.Real(double value) -> new Datum.Real(-value);
      default -> throw Mistake.at(span, Code.WRONG_KIND, "\"-\" is given " + operand.describe() + ", expected a number");
    };
  }

  private Datum chain(Expression.Chain chain, Frame frame) {
    Datum value = evaluate(chain.first(), frame);
    SourceSpan span = chain.first().span();
    Optional<String> word = chain.first() instanceof Expression.Name(var name, _) ? Optional.of(name) : Optional.empty();
    for (Expression.Link link : chain.links()) {
      value = switch (link) {
        case Expression.Apply(Operator operator, Expression right, SourceSpan place) -> apply(operator, value, span, right, place, frame);
        case Expression.Pipe(Expression.Call call) ->
            calls.call(call, List.of(new Given(Optional.empty(), value, word, span)), frame, List.of());
        case Expression.Element(Expression index, SourceSpan place) -> element(value, evaluate(index, frame), place);
        case Expression.Property(String name, SourceSpan place) -> property(value, name, place);
      };
      value = Given.of(value, link.span()).value();
      span = link.span();
      word = Optional.empty();
    }
    return value;
  }

  private Datum apply(Operator operator, Datum left, SourceSpan leftSpan, Expression right, SourceSpan span, Frame frame) {
    if (operator == Operator.AND || operator == Operator.OR) {
      boolean first = truth(left, leftSpan, "\"" + operator + "\"");
      boolean decided = first == (operator == Operator.OR);
      return new Datum.Truth(decided ? first : truth(right, frame, "\"" + operator + "\""));
    }
    return apply(operator, left, evaluate(right, frame), span, frame);
  }

  /** {@code left operator right}, between tensors too. */
  Datum apply(Operator operator, Datum left, Datum right, SourceSpan span, Frame frame) {
    boolean tensors = left instanceof Datum.Tensor || right instanceof Datum.Tensor;
    Optional<Op> op = tensors ? op(operator) : Optional.empty();
    if (op.isEmpty()) {
      return arithmetic.apply(operator, left, right, span);
    }
    return calls.op(op.get(), List.of(operand(operator, left, span, frame), operand(operator, right, span, frame)), frame, span);
  }

  /** What an operator is between tensors. */
  private static Optional<Op> op(Operator operator) {
    return switch (operator) {
      case ADD -> Optional.of(new Add());
      case SUBTRACT -> Optional.of(new Sub());
      case MULTIPLY -> Optional.of(new Mul());
      case DIVIDE -> Optional.of(new Div());
      case MODULO, SHIFT_LEFT, SHIFT_RIGHT, RANGE, EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST, AND, OR -> Optional.empty();
    };
  }

  private Given operand(Operator operator, Datum datum, SourceSpan span, Frame frame) {
    if (datum instanceof Datum.Tensor) {
      return Given.of(datum, span);
    }
    if (!Arithmetic.isNumber(datum)) {
      throw Mistake.at(span, Code.WRONG_KIND,
          "\"" + operator + "\" between a tensor and " + datum.describe() + ", expected a tensor or a number");
    }
    return Given.of(scalar(datum, span, frame), span);
  }

  /** A number as a weight. */
  Datum scalar(Datum number, SourceSpan span, Frame frame) {
    return new Datum.Tensor(calls.scalar(Tensor.fill(TensorType.f32(), Arithmetic.number(number)), frame, span));
  }

  private static Datum element(Datum list, Datum index, SourceSpan span) {
    if (!(list instanceof Datum.Items(var elements, _))) {
      throw Mistake.at(span, Code.WRONG_KIND, "\"[…]\" follows " + list.describe() + ", expected a list");
    }
    if (!(index instanceof Datum.Whole(long place))) {
      throw Mistake.at(span, Code.WRONG_KIND, "the index is " + index.describe() + ", expected an integer");
    }
    if (place < 0 || place >= elements.size()) {
      throw Mistake.at(span, Code.BAD_ARGUMENT, "index " + place + " is outside of a list of " + elements.size() + ", which begins at 0");
    }
    return elements.get((int) place);
  }

  private static Datum property(Datum owner, String name, SourceSpan span) {
    if (!(owner instanceof Datum.Tensor(Value value))) {
      throw Mistake.at(span, Code.WRONG_KIND, "\"." + name + "\" follows " + owner.describe() + ", expected a tensor");
    }
    TensorType type = value.type();
    return switch (name) {
      case "rank" -> new Datum.Whole(type.rank());
      case "channels" -> new Datum.Whole(size(name, type, 1, span));
      case "height" -> new Datum.Whole(size(name, type, 2, span));
      case "width" -> new Datum.Whole(size(name, type, 3, span));
      default -> {
        var diagnostic = Diagnostic.at(span, Code.UNKNOWN_NAME, "a tensor has no property \"" + name + "\"");
        Optional<String> near = Suggestions.nearest(name, PROPERTIES);
        throw Mistake.of(
            diagnostic.help(near.map(other -> "did you mean \"" + other + "\"?").orElse("a tensor has " + String.join(", ", PROPERTIES))));
      }
    };
  }

  private static long size(String name, TensorType type, int axis, SourceSpan span) {
    if (axis >= type.rank()) {
      throw Mistake.at(span, Code.WRONG_RANK,
          name + ": the tensor " + type + " has rank " + type.rank() + ", expected at least " + (axis + 1));
    }
    return switch (type.shape().dim(axis)) {
      case Dim.Known(long size) -> size;
      case Dim.Symbol symbol ->
          throw Mistake.at(span, Code.SYMBOLIC_DIMENSION, name + ": dimension " + axis + " of " + type + " is the symbol " + symbol);
    };
  }
}
