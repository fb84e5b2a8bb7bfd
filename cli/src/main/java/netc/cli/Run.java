package netc.cli;

import java.util.Optional;
import netc.Comparison;
import netc.Engine;
import netc.Options;
import netc.ir.exec.Profile;

/**
 * What running a network showed.
 *
 * @param options what it was run with
 * @param engine what it was run on
 * @param before the runs of the original network; empty if they were not wanted or there is nothing to compare
 * @param after the runs of the optimized network
 * @param difference how far their outputs are apart, if both were run
 * @param verified the verification, if it was wanted
 * @param profile where the time of a run of the optimized network goes, if it was wanted
 */
record Run(
    Options options, Engine engine, Optional<Trial> before, Trial after, Optional<Comparison> difference,
    Optional<Verification.Passed> verified, Optional<Profile> profile) {
  /** How many times as fast the optimized network is, if the runs show that it is faster or slower at all. */
  Optional<Double> speedup() {
    return before.flatMap(trial -> trial.ratio(after));
  }

  /** What is not finite in the outputs, in words. */
  Optional<String> notFinite() {
    return NotFinite.in(after.outputs());
  }
}
