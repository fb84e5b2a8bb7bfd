package netc.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.cost.Estimate;
import netc.ir.Cost;
import netc.ir.diag.SourceSpan;
import netc.match.Reason;
import netc.pass.Remark;

/**
 * What was rewritten and what was not, by the line of the model that it goes back to.
 *
 * @param groups in the order of the model's text; what goes back to no text comes last
 */
record Explanation(List<Group> groups) {
  private static final Comparator<Place> BY_PLACE =
      Comparator.comparing(Place::file).thenComparingInt(Place::line).thenComparingInt(Place::column);

  /** A span's beginning. */
  private record Place(String file, int line, int column) {
    static Place of(Group group) {
      return group.span().map(span -> new Place(span.file(), span.line(), span.column())).orElse(new Place("\uffff", 0, 0));
    }
  }

  /**
   * What one rule did, or did not do for one reason, at one place of the text.
   *
   * @param span the place
   * @param rule the rule
   * @param reason why it did not apply; empty if it did
   * @param remarks at least one
   */
  record Group(Optional<SourceSpan> span, String rule, Optional<Reason> reason, List<Remark> remarks) {
    /** The change of cost that its rewrites made. */
    Cost effect() {
      return remarks.stream().map(Explanation::effect).reduce(Cost.NONE, Cost::plus);
    }

    /** How its rewrites change what a run takes, as estimated. */
    Estimate change() {
      return remarks.stream().map(Explanation::change).reduce(Estimate.NONE, Estimate::plus);
    }

    /** The equation behind its rewrites. */
    Optional<String> formula() {
      return remarks.getFirst().outcome() instanceof Remark.Result.Passed passed ? Optional.of(passed.formula()) : Optional.empty();
    }
  }

  Explanation {
    groups = List.copyOf(groups);
  }

  /** Groups remarks. */
  static Explanation of(List<Remark> remarks) {
    record Key(Optional<SourceSpan> span, String rule, Optional<Reason> reason) {}
    Map<Key, List<Remark>> groups = new LinkedHashMap<>();
    for (Remark remark : remarks) {
      groups.computeIfAbsent(new Key(remark.origin().span(), remark.rule(), remark.reason()), _ -> new ArrayList<>()).add(remark);
    }
    return new Explanation(
        groups.entrySet().stream()
            .map(entry -> new Group(entry.getKey().span(), entry.getKey().rule(), entry.getKey().reason(), entry.getValue()))
            .sorted(Comparator.comparing(Place::of, BY_PLACE))
            .toList());
  }

  /** The remarks that people want to see: a rule that finds another op than it works on is no news. */
  static List<Remark> relevant(List<Remark> remarks, boolean all) {
    return remarks.stream().filter(remark -> all || remark.reason().filter(Reason::isStructural).isEmpty()).toList();
  }

  private static Estimate change(Remark remark) {
    return remark.outcome() instanceof Remark.Result.Passed passed ? passed.change().orElse(Estimate.NONE) : Estimate.NONE;
  }

  /** The change of cost that a remark tells of. */
  static Cost effect(Remark remark) {
    return remark.outcome() instanceof Remark.Result.Passed passed ? passed.effect() : Cost.NONE;
  }
}
