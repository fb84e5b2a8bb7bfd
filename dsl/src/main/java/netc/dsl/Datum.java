package netc.dsl;

import java.util.AbstractList;
import java.util.Comparator;
import java.util.List;
import netc.ir.Printer;
import netc.ir.Value;

/** What an expression evaluates to. */
sealed interface Datum {
  /** As a diagnostic calls it, with its article: {@code an integer}. */
  String kind();

  /** {@code 64}. */
  record Whole(long value) implements Datum {
    @Override
    public String kind() {
      return "an integer";
    }
  }

  /** {@code 1e-5}. */
  record Real(double value) implements Datum {
    @Override
    public String kind() {
      return "a float";
    }
  }

  /** {@code true}. */
  record Truth(boolean value) implements Datum {
    @Override
    public String kind() {
      return "a boolean";
    }
  }

  /** A string. */
  record Text(String value) implements Datum {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /**
   * A list.
   *
   * @param depth 1, or 1 more than the deepest list in it
   */
  record Items(List<Datum> elements, int depth) implements Datum {
    @Override
    public String kind() {
      return "a list";
    }

    /** The list of these, which must be unmodifiable. */
    static Items of(List<Datum> elements) {
      int depth = elements.stream().filter(Items.class::isInstance).map(element -> ((Items) element).depth()).max(Comparator.naturalOrder())
          .orElse(0);
      return new Items(elements, depth + 1);
    }

    /** The integers from {@code low} up to, but without, {@code low + size}, each made when asked for. */
    static Items range(long low, int size) {
      return new Items(new AbstractList<>() {
        @Override
        public Datum get(int index) {
          return new Whole(low + index);
        }

        @Override
        public int size() {
          return size;
        }
      }, 1);
    }
  }

  /** A value of the graph. */
  record Tensor(Value value) implements Datum {
    @Override
    public String kind() {
      return "a tensor";
    }
  }

  /** A name that is no variable: the name of an attribute's value ({@code relu} in {@code blend(x, relu, 0.5)}), or a mistake. */
  record Word(String name, Mistake unknown) implements Datum {
    @Override
    public String kind() {
      return "a name";
    }
  }

  /** What has no value because of a mistake that is reported already. */
  record Poison() implements Datum {
    @Override
    public String kind() {
      return "unknown";
    }
  }

  /** With the value, where it is short: {@code the integer 3}. */
  default String describe() {
    return switch (this) {
      case Whole(long value) -> "the integer " + value;
      case Real(double value) -> "the float " + Printer.number(value);
      case Truth(boolean value) -> Boolean.toString(value);
      case Text(String value) -> "the string \"" + SyntaxErrors.shorten(value) + "\"";
      case Items(var elements, _) -> "a list of " + elements.size();
      case Tensor(Value value) -> "the tensor " + value.type();
      case Word(String name, _) -> "the name " + name;
      case Poison() -> "unknown";
    };
  }
}
