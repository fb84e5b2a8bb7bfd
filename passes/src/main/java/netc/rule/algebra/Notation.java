package netc.rule.algebra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import netc.ir.op.OpSchema;
import netc.rule.algebra.Amount.Computed;
import netc.rule.algebra.Amount.Literal;
import netc.rule.algebra.Amount.Named;

/**
 * Reads expressions in the language's notation: {@code + - * /}, calls with operands first and attributes by position, numbers. The names x, y and z are
 * values, all others numbers.
 */
final class Notation {
  private static final Pattern TOKEN = Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?(?:e-?[0-9]+)?|[a-z_][a-z_0-9]*|[-+*/(),])\\s*");
  private static final Literal ZERO = new Literal(0);
  private static final Literal ONE = new Literal(1);

  /** What an expression is: a number or a value. */
  private sealed interface Part {
    record Numeric(Amount amount) implements Part {}

    record Tensor(Term term) implements Part {}

    record Truth(boolean value) implements Part {}
  }

  private final List<String> tokens = new ArrayList<>();
  private int next;

  private Notation(String text) {
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      tokens.add(matcher.group(1));
      end = matcher.end();
    }
    if (end < text.length()) {
      throw new IllegalArgumentException("unexpected \"" + text.substring(end) + "\" in \"" + text + "\"");
    }
  }

  /**
   * The value that an expression describes.
   *
   * @throws IllegalArgumentException if it describes none
   */
  static Term term(String text) {
    return tensor(new Notation(text).whole());
  }

  /** The number that an expression describes. */
  static Amount amount(String text) {
    return number(new Notation(text).whole());
  }

  private Part whole() {
    Part part = sum();
    if (next < tokens.size()) {
      throw new IllegalArgumentException("unexpected \"" + tokens.get(next) + "\"");
    }
    return part;
  }

  private boolean take(String token) {
    boolean there = next < tokens.size() && tokens.get(next).equals(token);
    next += there ? 1 : 0;
    return there;
  }

  private Part sum() {
    Part left = product();
    while (true) {
      if (take("+")) {
        left = plus(left, product());
      } else if (take("-")) {
        left = minus(left, product());
      } else {
        return left;
      }
    }
  }

  private Part product() {
    Part left = primary();
    while (true) {
      if (take("*")) {
        left = times(left, primary());
      } else if (take("/")) {
        left = over(left, primary());
      } else {
        return left;
      }
    }
  }

  private Part primary() {
    if (take("-")) {
      return switch (primary()) {
        case Part.Numeric(Amount amount) -> new Part.Numeric(computed('-', ZERO, amount));
        case Part other -> new Part.Tensor(Term.apply("neg", tensor(other)));
      };
    }
    if (take("(")) {
      Part inner = sum();
      close();
      return inner;
    }
    String word = tokens.get(next++);
    if (Character.isDigit(word.charAt(0))) {
      return new Part.Numeric(new Literal(Double.parseDouble(word)));
    }
    return take("(") ? call(word) : named(word);
  }

  private void close() {
    if (!take(")")) {
      throw new IllegalArgumentException("expected \")\" in " + tokens);
    }
  }

  private static Part named(String word) {
    return switch (word) {
      case "x", "y", "z" -> new Part.Tensor(new Term.Any(word));
      case "inf" -> new Part.Numeric(new Literal(Double.POSITIVE_INFINITY));
      case "true", "false" -> new Part.Truth(word.equals("true"));
      default -> new Part.Numeric(new Named(word));
    };
  }

  private Part call(String mnemonic) {
    var arguments = new ArrayList<Part>();
    do {
      arguments.add(sum());
    } while (take(","));
    close();
    if (mnemonic.equals("sqrt") && arguments.getFirst() instanceof Part.Numeric(Literal(double value))) {
      return new Part.Numeric(new Literal(Math.sqrt(value)));
    }
    OpSchema schema = OpSchema.named(mnemonic).orElseThrow(() -> new IllegalArgumentException("no op " + mnemonic));
    int operands = schema.minOperands();
    var attributes = new ArrayList<Object>();
    for (int i = 0; i < schema.attributes().size(); i++) {
      attributes.add(operands + i < arguments.size() ? value(arguments.get(operands + i)) : initial(schema.attributes().get(i)));
    }
    return new Part.Tensor(
        new Term.Apply(schema, arguments.subList(0, operands).stream().map(Notation::operand).toList(), attributes));
  }

  private static Object initial(OpSchema.Attribute attribute) {
    String text = attribute.initial().orElseThrow(() -> new IllegalArgumentException(attribute.name() + " is missing"));
    return value(new Notation(text).whole());
  }

  private static Object value(Part part) {
    return part instanceof Part.Truth(boolean truth) ? truth : number(part);
  }

  private static Term operand(Part part) {
    return part instanceof Part.Numeric(Amount amount) ? new Term.Scalar(amount) : tensor(part);
  }

  private static Term tensor(Part part) {
    if (part instanceof Part.Tensor(Term term)) {
      return term;
    }
    throw new IllegalArgumentException(part + " is no value");
  }

  private static Amount number(Part part) {
    if (part instanceof Part.Numeric(Amount amount)) {
      return amount;
    }
    throw new IllegalArgumentException(part + " is no number");
  }

  private static Amount computed(char operator, Amount left, Amount right) {
    Amount computed = new Computed(operator, left, right);
    return computed.value(Map.of()).<Amount>map(Literal::new).orElse(computed);
  }

  private static Part plus(Part left, Part right) {
    if (left instanceof Part.Numeric(Amount a)) {
      return right instanceof Part.Numeric(Amount b) ? new Part.Numeric(computed('+', a, b)) : plus(right, left);
    }
    return new Part.Tensor(right instanceof Part.Numeric(Amount b) ? new Term.Shifted(tensor(left), b)
        : Term.apply("add", tensor(left), tensor(right)));
  }

  private static Part minus(Part left, Part right) {
    if (right instanceof Part.Numeric(Amount b)) {
      return left instanceof Part.Numeric(Amount a) ? new Part.Numeric(computed('-', a, b))
          : plus(left, new Part.Numeric(computed('-', ZERO, b)));
    }
    return new Part.Tensor(Term.apply("sub", operand(left), tensor(right)));
  }

  private static Part times(Part left, Part right) {
    if (left instanceof Part.Numeric(Amount a)) {
      return right instanceof Part.Numeric(Amount b) ? new Part.Numeric(computed('*', a, b)) : times(right, left);
    }
    return new Part.Tensor(right instanceof Part.Numeric(Amount b) ? new Term.Scaled(tensor(left), b)
        : Term.apply("mul", tensor(left), tensor(right)));
  }

  private static Part over(Part left, Part right) {
    if (right instanceof Part.Numeric(Amount b)) {
      return left instanceof Part.Numeric(Amount a) ? new Part.Numeric(computed('/', a, b))
          : times(left, new Part.Numeric(computed('/', ONE, b)));
    }
    return new Part.Tensor(Term.apply("div", operand(left), tensor(right)));
  }
}
