package netc.backend.cpu.kernel;

import java.util.Comparator;
import java.util.stream.IntStream;

/** How a kernel's work is cut into tasks, so that all threads are done at about the same time. */
final class Shares {
  private Shares() {}

  /**
   * How much of {@code total} a task takes, at most {@code most}, where there are {@code repeats} tasks for each share: the one with which {@code threads}
   * that take one task after the other are done soonest. The largest such share, but not less than is needed to have {@code parts} of them.
   *
   * @param overhead what each task takes beside its share, in the same unit
   */
  static int even(int total, int most, int parts, int repeats, int threads, int overhead) {
    int fewest = Math.ceilDiv(total, most);
    return IntStream.rangeClosed(fewest, Math.max(fewest, parts)).map(count -> Math.ceilDiv(total, count)).boxed()
        .min(Comparator.comparingLong(share -> span(total, share, repeats, threads, overhead))).orElse(total);
  }

  private static long span(int total, int share, int repeats, int threads, int overhead) {
    long[] busy = new long[threads];
    for (int done = 0; done < total; done += share) {
      for (int i = 0; i < repeats; i++) {
        int next = 0;
        for (int thread = 1; thread < threads; thread++) {
          next = busy[thread] < busy[next] ? thread : next;
        }
        busy[next] += Math.min(share, total - done) + overhead;
      }
    }
    long span = 0;
    for (long nanos : busy) {
      span = Math.max(span, nanos);
    }
    return span;
  }
}
