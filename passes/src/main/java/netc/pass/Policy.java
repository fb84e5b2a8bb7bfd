package netc.pass;

import java.util.List;
import netc.cost.CostModel;
import netc.cost.Target;

/**
 * What passes may do, and who is told.
 *
 * @param numerics the exactness up to which rewrites may be made
 * @param model what rewrites are measured by
 * @param judge who decides on rewrites that may not gain
 * @param limit how many rewrites may be made in all
 * @param witnesses told of every rewrite
 * @param estimates whether remarks say how a rewrite changes what a run takes, which costs more than most rewrites
 */
public record Policy(Exactness numerics, CostModel model, Judge judge, int limit, List<Witness> witnesses,
    boolean estimates) {
  public Policy {
    witnesses = List.copyOf(witnesses);
  }

  /** Rewrites up to this exactness, by what they cost on a target. */
  public static Policy of(Exactness numerics, Target target) {
    var model = new CostModel(target);
    return new Policy(numerics, model, Judge.of(model), Integer.MAX_VALUE, List.of(), false);
  }

  /** As {@link #of(Exactness, Target)}, on a CPU. */
  public static Policy of(Exactness numerics) {
    return of(numerics, Target.CPU);
  }

  /** This policy with another judge. */
  public Policy withJudge(Judge other) {
    return new Policy(numerics, model, other, limit, witnesses, estimates);
  }

  /** This policy for so many rewrites. */
  public Policy withLimit(int rewrites) {
    return new Policy(numerics, model, judge, rewrites, witnesses, estimates);
  }

  /** This policy with these witnesses. */
  public Policy withWitnesses(List<Witness> others) {
    return new Policy(numerics, model, judge, limit, others, estimates);
  }

  /** This policy with estimates in remarks, if they are wanted. */
  public Policy withEstimates(boolean wanted) {
    return new Policy(numerics, model, judge, limit, witnesses, wanted);
  }
}
