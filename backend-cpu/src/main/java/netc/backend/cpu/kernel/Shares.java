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

  /** How long the threads are busy: first with the shares of full size, then, those that have one less of them before the others, with the rest. */
  private static long span(int total, int share, int repeats, int threads, int overhead) {
    long full = (long) (total / share) * repeats;
    long rest = total % share == 0 ? 0 : repeats;
    long task = share + (long) overhead;
    long smaller = total % share + (long) overhead;
    long ahead = full % threads;
    long filling = ahead == 0 || rest == 0 ? 0 : (threads - ahead) * (task / smaller);
    return Math.ceilDiv(full, (long) threads) * task + Math.ceilDiv(Math.max(0, rest - filling), (long) threads) * smaller;
  }
}
