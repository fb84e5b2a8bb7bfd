package netc.dsl;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import netc.ir.Printer;
import netc.ir.diag.Code;
import netc.ir.diag.SourceSpan;

/** The functions on numbers and lists. */
final class Functions {
  /** Their names. */
  static final Set<String> NAMES = Set.of("min", "max", "abs", "floor", "ceil", "round", "sqrt", "int", "float", "len", "sum");

  /** How {@code sum} adds: numbers or tensors. */
  interface Addition {
    Datum add(Datum left, Datum right);
  }

  private Functions() {}

  /** Calls one of them. */
  static Datum call(String name, List<Given> arguments, SourceSpan span, Addition addition) {
    for (Given argument : arguments) {
      argument.name().ifPresent(label -> {
        throw Mistake.at(argument.span(), Code.BAD_ARGUMENT, name + ": no parameter \"" + label + "\"; arguments are given by position");
      });
    }
    return switch (name) {
      case "min", "max" -> extreme(name, arguments, span);
      case "sum" -> sum(elements(name, single(name, arguments, span)), addition);
      case "len" -> length(single(name, arguments, span));
      default -> numeric(name, single(name, arguments, span));
    };
  }

  private static Given single(String name, List<Given> arguments, SourceSpan span) {
    if (arguments.size() != 1) {
      throw Mistake.at(span, Code.BAD_ARGUMENT, name + ": " + arguments.size() + " arguments, expected 1");
    }
    return arguments.getFirst();
  }

  private static List<Given> elements(String name, Given given) {
    if (!(given.value() instanceof Datum.Items(var elements, _))) {
      throw Mistake.at(given.span(), Code.WRONG_KIND, name + ": the argument is " + given.value().describe() + ", expected a list");
    }
    if (elements.isEmpty()) {
      throw Mistake.at(given.span(), Code.ARITHMETIC, name + ": the list is empty");
    }
    return elements.stream().map(element -> Given.of(element, given.span())).toList();
  }

  private static Datum sum(List<Given> elements, Addition addition) {
    Iterator<Given> rest = elements.iterator();
    Datum total = rest.next().value();
    while (rest.hasNext()) {
      total = addition.add(total, rest.next().value());
    }
    return total;
  }

  private static Datum extreme(String name, List<Given> arguments, SourceSpan span) {
    List<Given> numbers = arguments.size() == 1 ? elements(name, arguments.getFirst()) : new ArrayList<>(arguments);
    if (numbers.isEmpty()) {
      throw Mistake.at(span, Code.BAD_ARGUMENT, name + ": 0 arguments, expected numbers or a list");
    }
    Datum best = number(name, numbers.getFirst());
    for (Given candidate : numbers) {
      Datum other = number(name, candidate);
      int order = best instanceof Datum.Whole(long a) && other instanceof Datum.Whole(long b) ? Long.compare(b, a)
          : Double.compare(Arithmetic.number(other), Arithmetic.number(best));
      best = name.equals("min") == order < 0 && order != 0 ? other : best;
    }
    return best;
  }

  private static Datum number(String name, Given given) {
    if (!Arithmetic.isNumber(given.value())) {
      throw Mistake.at(given.span(), Code.WRONG_KIND, name + ": the argument is " + given.value().describe() + ", expected a number");
    }
    return given.value();
  }

  private static Datum length(Given given) {
    return switch (given.value()) {
      case Datum.Items(var elements, _) -> new Datum.Whole(elements.size());
      case Datum.Text(String text) -> new Datum.Whole(text.codePointCount(0, text.length()));
      case Datum other -> throw Mistake.at(given.span(), Code.WRONG_KIND, "len: the argument is " + other.describe() + ", expected a list");
    };
  }

  private static Datum numeric(String name, Given given) {
    return switch (number(name, given)) {
      case Datum.Whole(long value) -> switch (name) {
        case "abs" -> whole(name, Math.abs((double) value), Math.abs(value), given);
        case "sqrt", "float" -> real(name, (double) value, given);
        default -> new Datum.Whole(value);
      };
      case Datum other -> real(name, Arithmetic.number(other), given);
    };
  }

  private static Datum real(String name, double value, Given given) {
    return switch (name) {
      case "abs" -> new Datum.Real(Math.abs(value));
      case "float" -> new Datum.Real(value);
      case "sqrt" -> {
        if (!(value >= 0)) {
          throw Mistake.at(given.span(), Code.ARITHMETIC, "sqrt: the root of " + Printer.number(value) + " is no number");
        }
        yield new Datum.Real(Math.sqrt(value));
      }
      case "floor" -> whole(name, Math.floor(value), (long) Math.floor(value), given);
      case "ceil" -> whole(name, Math.ceil(value), (long) Math.ceil(value), given);
      case "round" -> whole(name, value, Math.round(value), given);
      default -> whole(name, value, (long) value, given);
    };
  }

  private static Datum whole(String name, double exact, long value, Given given) {
    if (!(Math.abs(exact) < 0x1p63)) {
      throw Mistake.at(given.span(), Code.ARITHMETIC, name + ": " + Printer.number(exact) + " does not fit into 64 bits");
    }
    return new Datum.Whole(value);
  }
}
