package netc.rule.merge;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.AvgPool2d;
import netc.ir.op.BatchNorm;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Attempt;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.rule.ChannelAffine;
import netc.rule.Terms;

/** Which terms of a sum are correlations of the same value that one convolution can compute at not many more multiplications. */
final class ParallelSum {
  private static final Pattern<Conv2d> CONV = node(Conv2d.class).withOneUse().operandsFrom(1, constant());
  private static final Pattern<BatchNorm> NORM =
      node(BatchNorm.class).withOneUse().operandsFrom(1, constant()).where(Reason.NOT_FINITE, "is not finite",
          norm -> ChannelAffine.of(norm).defect().isEmpty());
  private static final Pattern<AvgPool2d> POOL =
      node(AvgPool2d.class).withOneUse().where(Reason.BORDER, "has windows of different sizes",
          pool -> !pool.op().ceil() && (pool.op().countPad() || pool.op().pad().isNone()));

  /** How many convolutions of one value to begin with; more would make long sums cost their square. */
  private static final int REACH = 16;

  private final double most;
  private final TensorType type;
  private final Rewriter view;
  private final List<Value> terms;
  private final Map<Value, List<Correlation>> byInput = new LinkedHashMap<>();
  private final List<Merge> merges = new ArrayList<>();
  private Optional<Failure> failure = Optional.empty();

  /**
   * Terms that become one convolution.
   *
   * @param members two or more; the first is a convolution
   * @param slide the window that does what all do
   */
  record Merge(List<Correlation> members, Slide slide) {}

  /**
   * Looks at a sum.
   *
   * @param most how many times the multiplications that convolutions take apart one may take that does what they do
   */
  ParallelSum(Match<Add> root, double most) {
    this.most = most;
    type = root.type();
    view = root.view();
    terms = Terms.of(root);
    Map<Value, Long> readers = terms.stream().flatMap(term -> Stream.concat(Stream.of(term), input(term).stream()))
        .collect(Collectors.groupingBy(value -> value, Collectors.counting()));
    terms.stream().filter(term -> input(term).filter(x -> readers.getOrDefault(x, 0L) > 1).isPresent()).forEach(this::sort);
    for (Value term : terms) {
      List<Correlation> others = byInput.get(term);
      if (others != null && term.type().equals(type)) {
        others.add(Correlation.ofIdentity(term));
      }
    }
    byInput.values().forEach(this::choose);
  }

  /** What a term may be a correlation of. */
  private Optional<Value> input(Value term) {
    Op op = term.producer().op();
    return op instanceof Conv2d || op instanceof BatchNorm || op instanceof AvgPool2d
        ? Optional.of(view.operand(term.producer(), 0))
        : Optional.empty();
  }

  private void sort(Value term) {
    switch (term.producer().op()) {
      case Conv2d _ -> take(CONV, term, Correlation::of);
      case BatchNorm _ -> take(NORM, term, Correlation::ofNorm);
      case AvgPool2d _ -> take(POOL, term, Correlation::ofPool);
      default -> {
        // has no input, see above
      }
    }
  }

  private <O extends Op> void take(Pattern<O> pattern, Value term, Function<Match<O>, Correlation> correlation) {
    switch (pattern.match(term.producer(), view)) {
      case Attempt.Failed<O>(var reason) -> note(reason);
      case Attempt.Matched<O>(var match) when !term.type().equals(type) ->
          note(new Failure(Reason.SHAPE, match + " is " + term.type() + ", the sum " + type));
      case Attempt.Matched<O>(var match) ->
          byInput.computeIfAbsent(match.operand(0), _ -> new ArrayList<>()).add(correlation.apply(match));
    }
  }

  /** Begins with the largest convolution and adds to it what it can take; then with the next one that is left. */
  private void choose(List<Correlation> parallel) {
    Set<Correlation> taken = Collections.newSetFromMap(new IdentityHashMap<>()); // a value may be added to itself
    parallel.stream()
        .filter(member -> member.macs() > 0)
        .sorted(Comparator.comparingLong(Correlation::macs).reversed())
        .limit(REACH)
        .filter(base -> !taken.contains(base))
        .forEach(base -> gather(base, parallel, taken));
  }

  private void gather(Correlation base, List<Correlation> parallel, Set<Correlation> taken) {
    var members = new ArrayList<>(List.of(base));
    taken.add(base);
    Slide slide = base.slide();
    double macs = base.macs();
    for (Correlation next : parallel) {
      if (taken.contains(next)) {
        continue;
      }
      Optional<Failure> refusal = refusal(members, slide, macs, next);
      refusal.ifPresent(this::note);
      if (refusal.isEmpty()) {
        slide = slide.union(next.slide());
        macs += next.macs();
        members.add(next);
        taken.add(next);
      }
    }
    if (members.size() > 1) {
      merges.add(new Merge(members, slide));
    }
  }

  /** Why members that slide as {@code slide} and take so many multiplications do not take one more. */
  private Optional<Failure> refusal(List<Correlation> members, Slide slide, double macs, Correlation next) {
    String all = members.getFirst().node() + (members.size() > 1 ? ", … and " : " and ") + next.node();
    return slide.conflict(next.slide())
        .map(why -> new Failure(why.reason(), all + ": " + why.detail()))
        .or(() -> refusalOfCost(all, slide.union(next.slide()).taps(next.x().type().size(1)), macs + next.macs()));
  }

  private Optional<Failure> refusalOfCost(String all, double taps, double apart) {
    double elements = type.size(1) * taps;
    if (elements > Integer.MAX_VALUE) {
      return Optional.of(new Failure(Reason.KERNEL, String.format(Locale.ROOT, "%s: the weight would have %.0f elements", all, elements)));
    }
    double together = type.shape().elementsFrom(1) * taps;
    return together <= most * apart
        ? Optional.empty()
        : Optional.of(new Failure(Reason.NOT_PROFITABLE,
            String.format(Locale.ROOT, "one convolution takes %,.0f MACs, %s %,.0f", together, all, apart)));
  }

  private void note(Failure next) {
    failure = failure.or(() -> Optional.of(next));
  }

  /** What is added, from left to right. */
  List<Value> terms() {
    return terms;
  }

  /** What can be one convolution. */
  List<Merge> merges() {
    return merges;
  }

  /** Why there is nothing. */
  Failure failure() {
    return failure.orElseGet(() -> new Failure(Reason.OTHER_OP, "no convolution in the sum reads what another term does"));
  }
}
