package netc.match;

import netc.ir.op.Op;

/**
 * A typed name for a node that a pattern matches; see {@link Pattern#capturedAs}. Compared by identity.
 *
 * @param <O> the op of the node
 */
@SuppressWarnings("UnusedTypeParameter") // the parameter is what makes Match.get typed
public final class Capture<O extends Op> {
  private final String name;

  private Capture(String name) {
    this.name = name;
  }

  /** A capture called {@code name}, for messages. */
  public static <O extends Op> Capture<O> named(String name) {
    return new Capture<>(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
