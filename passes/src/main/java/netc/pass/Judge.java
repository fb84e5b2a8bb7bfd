package netc.pass;

import java.util.Locale;
import java.util.Optional;
import netc.cost.CostModel;
import netc.cost.Estimate;

/** Decides whether a proposed rewrite gains. Its decisions must be repeatable: a pass may ask for the same one twice. */
@FunctionalInterface
public interface Judge {
  /** What there is against a rewrite, observed then expected; empty if it gains. */
  Optional<String> objection(Proposal proposal);

  /** The judge that believes a cost model. */
  static Judge of(CostModel model) {
    return proposal -> {
      Estimate before = model.estimate(proposal.excerpt().before());
      Estimate after = model.estimate(proposal.excerpt().after());
      return after.nanos() < before.nanos() ? Optional.empty()
          : Optional.of(String.format(Locale.ROOT,
              "%s would take %.1f µs on %s, as it is it takes %.1f µs (MACs %,d → %,d, bytes %,d → %,d, launches %d → %d)", proposal.node(),
              after.nanos() / 1e3, model.target(), before.nanos() / 1e3, before.macs(), after.macs(), before.bytes(), after.bytes(),
              before.launches(), after.launches()));
    };
  }
}
