package netc.dsl;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import netc.ir.diag.Code;
import netc.ir.diag.CompilerBug;
import netc.ir.diag.Diagnostic;
import netc.ir.op.Padding;
import netc.ir.op.Preprocess;
import netc.ir.op.Size2;

/** Turns what is given for an attribute or a parameter into a value of its Java class. */
final class Kinds {
  private Kinds() {}

  /** The value of class {@code kind} that is given for {@code what} (as {@code conv2d: "stride"}). */
  static Object convert(String what, Class<?> kind, Given given) {
    if (kind.isEnum()) {
      return constant(what, kind, given);
    }
    if (kind == int.class) {
      return integer(what, given.value(), given);
    } else if (kind == double.class) {
      return number(what, given);
    } else if (kind == boolean.class) {
      return bool(what, given);
    } else if (kind == Size2.class) {
      return size(what, given);
    } else if (kind == Padding.class) {
      return padding(what, given);
    } else if (kind == List.class) {
      return integers(what, given, "a list of integers");
    } else if (kind == Preprocess.class) {
      return Preprocess.of((Preprocess.Scheme) constant(what, Preprocess.Scheme.class, given));
    }
    throw new CompilerBug("no notation for attributes of " + kind);
  }

  private static Object constant(String what, Class<?> kind, Given given) {
    List<Object> constants = Arrays.asList((Object[]) kind.getEnumConstants());
    Optional<Object> named =
        constants.stream().filter(constant -> given.word().filter(constant.toString()::equals).isPresent()).findFirst();
    if (named.isPresent()) {
      return named.get();
    }
    String text = switch (given.datum()) {
      case Datum.Text(String value) -> value;
      case Datum.Word(String name, _) -> name;
      case Datum.Poison _ -> throw Mistake.reported(false);
      case Datum.Whole _, Datum.Real _, Datum.Truth _, Datum.Items _, Datum.Tensor _ -> "";
    };
    return constants.stream().filter(constant -> constant.toString().equals(text)).findFirst().orElseThrow(() -> {
      List<String> names = constants.stream().map(Object::toString).toList();
      String found = text.isEmpty() ? given.datum().describe() : "\"" + text + "\"";
      var diagnostic = Diagnostic.at(given.span(), Code.WRONG_KIND, what + " is " + found + ", expected " + String.join(" or ", names));
      return Mistake.of(Suggestions.nearest(text, names).map(near -> diagnostic.help("did you mean \"" + near + "\"?")).orElse(diagnostic));
    });
  }

  private static int integer(String what, Datum datum, Given given) {
    return switch (datum) {
      case Datum.Whole(long value) when value == (int) value -> (int) value;
      case Datum.Whole(long value) ->
          throw Mistake.at(given.span(), Code.BAD_ATTRIBUTE, what + " is " + value + ", beyond the range of 32 bits");
      case Datum.Poison _ -> throw Mistake.reported(false);
      case Datum.Real _, Datum.Truth _, Datum.Text _, Datum.Items _, Datum.Tensor _, Datum.Word _ ->
          throw wrong(what, datum, "an integer", given);
    };
  }

  private static double number(String what, Given given) {
    return switch (given.value()) {
      case Datum.Whole(long value) -> (double) value;
      case Datum.Real(double value) -> value;
      case Datum other -> throw wrong(what, other, "a number", given);
    };
  }

  private static boolean bool(String what, Given given) {
    return switch (given.value()) {
      case Datum.Truth(boolean value) -> value;
      case Datum other -> throw wrong(what, other, "true or false", given);
    };
  }

  private static Size2 size(String what, Given given) {
    List<Integer> sides = given.value() instanceof Datum.Whole ? List.of() : integers(what, given, "a number or [height, width]");
    return switch (sides.size()) {
      case 0 -> Size2.of(integer(what, given.value(), given));
      case 2 -> new Size2(sides.get(0), sides.get(1));
      default -> throw wrong(what, given.value(), "a number or [height, width]", given);
    };
  }

  private static Padding padding(String what, Given given) {
    String expected = "a number, [height, width] or [top, left, bottom, right]";
    List<Integer> sides = given.value() instanceof Datum.Whole ? List.of() : integers(what, given, expected);
    return switch (sides.size()) {
      case 0 -> Padding.of(integer(what, given.value(), given));
      case 2 -> new Padding(sides.get(0), sides.get(1), sides.get(0), sides.get(1));
      case 4 -> new Padding(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
      default -> throw wrong(what, given.value(), expected, given);
    };
  }

  private static List<Integer> integers(String what, Given given, String expected) {
    if (!(given.value() instanceof Datum.Items(var elements, _))) {
      throw wrong(what, given.value(), expected, given);
    }
    return elements.stream().map(element -> integer("an element of " + what, element, given)).collect(Collectors.toUnmodifiableList());
  }

  private static Mistake wrong(String what, Datum found, String expected, Given given) {
    return Mistake.at(given.span(), Code.WRONG_KIND, what + " is " + found.describe() + ", expected " + expected);
  }
}
