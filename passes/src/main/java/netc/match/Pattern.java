package netc.match;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Constant;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;

/**
 * A description of a node: its op, predicates on it, and patterns for what computes its operands. Immutable; each method gives an extended copy.
 *
 * @param <O> the op of the node
 */
public final class Pattern<O extends Op> {
  private final Class<O> type;
  private final List<Check<O>> checks;
  private final Optional<Capture<O>> capture;

  /** One condition; it adds to the captures, or says what failed. */
  private interface Check<O extends Op> {
    Optional<Failure> test(Site<O> site, Map<Capture<?>, Site<?>> captures);
  }

  /**
   * Why a pattern does not match.
   *
   * @param reason the kind of reason
   * @param detail the failing predicate in words: {@code conv2d c1 has 2 uses}
   */
  public record Failure(Reason reason, String detail) {}

  /**
   * What came of matching: a match, or a failure below the root.
   *
   * @param <O> the op of the root
   */
  public sealed interface Attempt<O extends Op> {
    /** It matches. */
    record Matched<O extends Op>(Match<O> match) implements Attempt<O> {}

    /** The root is right, something about it is not. */
    record Failed<O extends Op>(Failure failure) implements Attempt<O> {}
  }

  private Pattern(Class<O> type, List<Check<O>> checks, Optional<Capture<O>> capture) {
    this.type = type;
    this.checks = checks;
    this.capture = capture;
  }

  /** Any node whose op is of this class (or, for a family's interface, in this family). */
  public static <O extends Op> Pattern<O> node(Class<O> type) {
    return new Pattern<>(type, List.of(), Optional.empty());
  }

  /** A weight. */
  public static Pattern<Constant> constant() {
    return node(Constant.class);
  }

  /** The class of ops that the root may have. */
  public Class<O> type() {
    return type;
  }

  private Pattern<O> with(Check<O> check) {
    var more = new ArrayList<>(checks);
    more.add(check);
    return new Pattern<>(type, List.copyOf(more), capture);
  }

  /** The node, only if {@code condition} holds; otherwise {@code reason}, and {@code failure} follows the node's name. */
  public Pattern<O> where(Reason reason, String failure, Predicate<Site<O>> condition) {
    return with((site, _) -> condition.test(site) ? Optional.empty() : Optional.of(new Failure(reason, site + " " + failure)));
  }

  /** The node, only if the operand at {@code index} exists and is computed by a node that matches. */
  public Pattern<O> operand(int index, Pattern<?> pattern) {
    return operand(_ -> index, pattern);
  }

  /** As {@link #operand(int, Pattern)}, with an index that depends on the node: of what commutes, where the operand stands. */
  public Pattern<O> operand(ToIntFunction<Site<O>> place, Pattern<?> pattern) {
    return with((site, captures) -> {
      int index = place.applyAsInt(site);
      return index < site.arity() ? pattern.testOperand(site, index, captures) : missing(site, index);
    });
  }

  private static Optional<Failure> missing(Site<?> site, int index) {
    return Optional.of(new Failure(Reason.OTHER_OP, site + " has no operand " + index));
  }

  /** The node, only if all operands from {@code index} on match; there may be none. */
  public Pattern<O> operandsFrom(int index, Pattern<?> pattern) {
    return with((site, captures) -> {
      for (int i = index; i < site.arity(); i++) {
        Optional<Failure> failure = pattern.testOperand(site, i, captures);
        if (failure.isPresent()) {
          return failure;
        }
      }
      return Optional.empty();
    });
  }

  /** The node, only if its first result is used once, and not by being an output: so that rewriting the user leaves nothing of it. */
  public Pattern<O> withOneUse() {
    return with((site, _) -> {
      Value value = site.node().results().getFirst();
      if (site.view().isOutput(value)) {
        return Optional.of(new Failure(Reason.IS_OUTPUT, site + " is an output"));
      }
      int uses = site.view().useCount(value);
      return uses == 1 ? Optional.empty() : Optional.of(new Failure(Reason.SECOND_USE, site + " has " + uses + " uses"));
    });
  }

  /** The node, kept in the match under this capture. */
  public Pattern<O> capturedAs(Capture<O> name) {
    return new Pattern<>(type, checks, Optional.of(name));
  }

  /** Matches a node whose op is of the root's class. */
  public Attempt<O> match(Node root, Rewriter view) {
    var captures = new LinkedHashMap<Capture<?>, Site<?>>();
    O op = type.cast(root.op());
    return testSite(new Site<>(root, op, view), captures)
        .<Attempt<O>>map(Attempt.Failed::new)
        .orElseGet(() -> new Attempt.Matched<>(new Match<>(root, op, view, captures)));
  }

  private Optional<Failure> testSite(Site<O> site, Map<Capture<?>, Site<?>> captures) {
    for (Check<O> check : checks) {
      Optional<Failure> failure = check.test(site, captures);
      if (failure.isPresent()) {
        return failure;
      }
    }
    capture.ifPresent(name -> captures.put(name, site));
    return Optional.empty();
  }

  private Optional<Failure> testOperand(Site<?> user, int index, Map<Capture<?>, Site<?>> captures) {
    Node producer = user.producer(index);
    if (!type.isInstance(producer.op())) {
      Reason reason = type == Constant.class ? Reason.NOT_CONSTANT : Reason.OTHER_OP;
      return Optional.of(new Failure(reason,
          "operand " + operandName(user, index) + " of " + user + " is computed by " + producer + ", not by " + wanted()));
    }
    return testSite(new Site<>(producer, type.cast(producer.op()), user.view()), captures);
  }

  private static String operandName(Site<?> user, int index) {
    var operands = OpSchema.of(user.op().getClass()).operands();
    return operands.get(Math.min(index, operands.size() - 1)).name();
  }

  private String wanted() {
    return type.isRecord() ? OpSchema.of(type).name() : "an op of the family " + type.getSimpleName();
  }
}
