package netc.pass;

import java.util.List;
import java.util.function.Supplier;
import netc.ir.Value;
import netc.match.Reason;

/** What a rule answers for a match. */
public sealed interface Outcome {
  /**
   * The root's results are to be replaced by these values, one for each.
   *
   * @param values the replacements, built through the rewriter
   */
  record Replaced(List<Value> values) implements Outcome {}

  /**
   * As {@link Replaced}, if that gains: it is for the {@link Judge} to weigh what would go and what is built, which is taken back if it does not. Of
   * several ways the first that gains is taken.
   *
   * @param ways each builds replacements through the rewriter, when it is its turn; at least one
   */
  record Proposed(List<Supplier<List<Value>>> ways) implements Outcome {
    public Proposed {
      ways = List.copyOf(ways);
    }
  }

  /**
   * The rule does not apply here. It has built nothing.
   *
   * @param reason the kind of reason
   * @param detail observed then expected
   */
  record Declined(Reason reason, String detail) implements Outcome {}

  /** The root's only result is to be replaced. */
  static Outcome replacedBy(Value value) {
    return new Replaced(List.of(value));
  }

  /** The root's only result is to be replaced, if that gains. */
  static Outcome proposed(Value value) {
    return new Proposed(List.of(() -> List.of(value)));
  }

  /** The root's only result is to be replaced, if that gains, in the first of these ways that does. */
  static Outcome proposed(List<Supplier<Value>> ways) {
    return new Proposed(ways.stream().<Supplier<List<Value>>>map(way -> () -> List.of(way.get())).toList());
  }

  /** The rule does not apply. */
  static Outcome declined(Reason reason, String detail) {
    return new Declined(reason, detail);
  }
}
