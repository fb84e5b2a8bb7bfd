package netc;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import netc.cost.Target;

/**
 * What bounds single rewrites.
 *
 * @param target the machine for which rewrites must gain that may not
 * @param limit how many rewrites may be made, at least 0
 * @param keep names of values that must stay observable: each becomes an output, unless it is one
 * @param decisions a file of measured decisions on rewrites that may not gain: they are replayed, and what {@code -O3} measures is added
 * @param estimates whether a report says of each rewrite how it changes what a run takes
 */
public record Rewriting(Target target, int limit, List<String> keep, Optional<Path> decisions, boolean estimates) {
  public Rewriting {
    keep = List.copyOf(keep);
    if (limit < 0) {
      throw new IllegalArgumentException("limit " + limit + " is negative");
    }
  }

  /** For the CPU engine, without a limit, with nothing to keep. */
  public static Rewriting standard() {
    return new Rewriting(Target.CPU, Integer.MAX_VALUE, List.of(), Optional.empty(), false);
  }

  /** These bounds for another target. */
  public Rewriting withTarget(Target other) {
    return new Rewriting(other, limit, keep, decisions, estimates);
  }

  /** These bounds with so many rewrites. */
  public Rewriting withLimit(int rewrites) {
    return new Rewriting(target, rewrites, keep, decisions, estimates);
  }

  /** These bounds with these values kept. */
  public Rewriting withKeep(List<String> names) {
    return new Rewriting(target, limit, names, decisions, estimates);
  }

  /** These bounds with a file of decisions. */
  public Rewriting withDecisions(Optional<Path> file) {
    return new Rewriting(target, limit, keep, file, estimates);
  }

  /** These bounds, with estimates in reports. */
  public Rewriting withEstimates() {
    return new Rewriting(target, limit, keep, decisions, true);
  }
}
