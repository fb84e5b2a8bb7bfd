package netc.rule.merge;

import java.util.Optional;
import java.util.stream.LongStream;
import netc.match.Pattern.Failure;
import netc.match.Reason;

/**
 * Where the taps of a sliding window lie along one axis: tap {@code u} of place {@code i} reads cell {@code i·stride + u·step − before}.
 *
 * @param count the number of taps, at least 1
 * @param step cells from tap to tap
 * @param before zeros before the axis
 * @param after zeros after it
 */
record Taps(int count, int step, int before, int after) {
  /** One tap on the place's own cell. */
  static final Taps ONE = new Taps(1, 1, 0, 0);

  private long last() {
    return (count - 1L) * step - before;
  }

  /** The largest step on which the taps of both lie. */
  private long commonStep(Taps other) {
    long mine = count > 1 ? step : 0;
    long theirs = other.count > 1 ? other.step : 0;
    return Math.max(1, LongStream.of(mine, theirs, Math.abs((long) before - other.before)).reduce(0, Taps::greatestDivisor));
  }

  private static long greatestDivisor(long a, long b) {
    return b == 0 ? a : greatestDivisor(b, a % b);
  }

  private long unionCount(Taps other) {
    return (Math.max(last(), other.last()) + Math.max(before, other.before)) / commonStep(other) + 1;
  }

  /** That a window with the taps of both would be too large. */
  Optional<Failure> conflict(Taps other) {
    if (Math.max(commonStep(other), unionCount(other)) > Integer.MAX_VALUE) {
      return Optional.of(new Failure(Reason.KERNEL, "the window would have " + unionCount(other) + " taps"));
    }
    return unionAfter(other) > Integer.MAX_VALUE
        ? Optional.of(new Failure(Reason.PADDING, "the padding would be " + unionAfter(other)))
        : Optional.empty();
  }

  /** As many zeros after the axis as give the number of places that both have. */
  private long unionAfter(Taps other) {
    return Math.max(last(), other.last()) + Math.max(after - last(), other.after - other.last());
  }

  /** The least window that has the taps of both, which have the same number of places and no conflict. */
  Taps union(Taps other) {
    return new Taps(Math.toIntExact(unionCount(other)), Math.toIntExact(commonStep(other)), Math.max(before, other.before),
        Math.toIntExact(unionAfter(other)));
  }

  /** The tap of {@code wider}, a union with this, that reads what this one's tap {@code u} reads. */
  int placeIn(Taps wider, int u) {
    return Math.toIntExact(((long) u * step - before + wider.before) / wider.step);
  }
}
