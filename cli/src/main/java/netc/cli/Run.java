package netc.cli;

import java.util.Optional;
import netc.Comparison;
import netc.Options;

/**
 * What running a network showed.
 *
 * @param options what it was run with
 * @param backend what it was run on
 * @param before the runs of the original network; empty if they were not wanted or there is nothing to compare
 * @param after the runs of the optimized network
 * @param difference how far their outputs are apart, if both were run
 * @param verified the verification, if it was wanted
 */
record Run(
    Options options, String backend, Optional<Trial> before, Trial after, Optional<Comparison> difference,
    Optional<Verification.Passed> verified) {
  /** How much faster the optimized network is. */
  Optional<Double> speedup() {
    return before.map(trial -> trial.nanos() / after.nanos());
  }
}
