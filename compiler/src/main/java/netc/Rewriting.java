package netc;

import netc.cost.Target;

/**
 * What bounds single rewrites.
 *
 * @param target the machine for which rewrites must gain that may not
 */
public record Rewriting(Target target) {
  /** For the CPU engine. */
  public static Rewriting standard() {
    return new Rewriting(Target.CPU);
  }

  /** These bounds for another target. */
  public Rewriting withTarget(Target other) {
    return new Rewriting(other);
  }
}
