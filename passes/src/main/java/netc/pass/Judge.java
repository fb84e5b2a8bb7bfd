package netc.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import netc.cost.CostModel;
import netc.cost.Estimate;
import netc.match.Pattern.Failure;
import netc.match.Reason;

/** Decides whether a proposed rewrite gains. Its decisions must be repeatable: a pass may ask for the same one twice. */
@FunctionalInterface
public interface Judge {
  /** What there is against a rewrite, observed then expected; empty if it gains. */
  Optional<Failure> objection(Proposal proposal);

  /** The judge that believes a cost model. */
  static Judge of(CostModel model) {
    return proposal -> {
      Estimate before = model.estimate(proposal.excerpt().before());
      Estimate after = model.estimate(proposal.excerpt().after());
      return after.isLessThan(before) ? Optional.empty() : Optional.of(objection(proposal, model, before, after));
    };
  }

  private static Failure objection(Proposal proposal, CostModel model, Estimate before, Estimate after) {
    var changes = new ArrayList<String>();
    change("MACs", before.macs(), after.macs(), changes);
    change("bytes", before.bytes(), after.bytes(), changes);
    change("launches", before.launches(), after.launches(), changes);
    String how = changes.isEmpty() ? "" : " (" + String.join(", ", changes) + ")";
    String text = after.nanos() == before.nanos()
        ? String.format(Locale.ROOT, "%s would gain nothing: it takes %.1f µs on %s before and after%s", proposal.node(),
            before.nanos() / 1e3, model.target(), how)
        : String.format(Locale.ROOT, "%s would take %.1f µs on %s instead of %.1f µs%s", proposal.node(), after.nanos() / 1e3,
            model.target(), before.nanos() / 1e3, how);
    return new Failure(after.equals(before) ? Reason.SAME_COST : Reason.NOT_PROFITABLE, text);
  }

  private static void change(String what, long before, long after, List<String> changes) {
    if (before != after) {
      changes.add(String.format(Locale.ROOT, "%s %,d → %,d", what, before, after));
    }
  }
}
