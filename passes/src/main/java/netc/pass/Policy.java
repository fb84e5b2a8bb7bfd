package netc.pass;

import netc.cost.CostModel;
import netc.cost.Target;

/**
 * What passes may do.
 *
 * @param numerics the exactness up to which rewrites may be made
 * @param judge who decides on rewrites that may not gain
 */
public record Policy(Exactness numerics, Judge judge) {
  /** Rewrites up to this exactness, by what they cost on a CPU. */
  public static Policy of(Exactness numerics) {
    return new Policy(numerics, Judge.of(new CostModel(Target.CPU)));
  }
}
