package netc.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a pass is told and what it tells: the limits of a run, and the remarks it makes. */
public final class PassContext {
  private final Policy policy;
  private final List<Remark> remarks = new ArrayList<>();

  /** For a run under this policy. */
  public PassContext(Policy policy) {
    this.policy = policy;
  }

  /** Whether a rewrite of this exactness may be made. */
  public boolean allows(Exactness exactness) {
    return exactness.compareTo(policy.numerics()) <= 0;
  }

  /** What there is against a rewrite that may not gain; empty if it does. */
  public Optional<String> objection(Proposal proposal) {
    return policy.judge().objection(proposal);
  }

  /** Keeps a remark. */
  public void remark(Remark remark) {
    remarks.add(remark);
  }

  /** The remarks so far, in order. */
  public List<Remark> remarks() {
    return List.copyOf(remarks);
  }
}
