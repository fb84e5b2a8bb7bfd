package netc.pass;

import java.util.ArrayList;
import java.util.List;

/** What a pass is told and what it tells: the limits of a run, and the remarks it makes. */
public final class PassContext {
  private final Exactness numerics;
  private final List<Remark> remarks = new ArrayList<>();

  /** For a run in which rewrites up to this exactness may be made. */
  public PassContext(Exactness numerics) {
    this.numerics = numerics;
  }

  /** Whether a rewrite of this exactness may be made. */
  public boolean allows(Exactness exactness) {
    return exactness.compareTo(numerics) <= 0;
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
