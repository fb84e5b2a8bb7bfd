package netc.backend.cpu.kernel;

import java.util.ArrayList;
import java.util.List;
import netc.ir.op.Conv2d;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Size2;

/**
 * Has the JVM compile what nearly every network runs, before a network does: kernels work on tiny operands, on a thread of their own, while a model is read
 * and its weights are packed. Until it is compiled, vector code makes an object of every vector and is some thousand times slower; the compiler needs
 * some hundred milliseconds for it, which a first run would wait for.
 *
 * <p>Calls are many and short, so that methods are compiled as a whole; a method whose loop is long is compiled for entry into that loop first, which is
 * of no use later and keeps the compiler busy as long again.
 */
public final class WarmUp {
  static final Thread THREAD = new Thread(WarmUp::run, "netc-warm-up");

  /** Calls of each kernel between two looks at the clock. */
  private static final int CALLS = 16;

  /** After so many rounds everything is in the compiler's queue: then there are pauses, which leave it the core. */
  private static final int EAGER_ROUNDS = 64;

  /** A round of compiled code takes less; it then has nothing left to do. */
  private static final long QUICK_NANOS = 500_000;

  private static final long MOST_NANOS = 2_000_000_000;

  /** Biases are at 0, operands and results here; what is in them makes no difference. */
  private static final int PLACE = 1 << 13;

  static final int MEMORY = 4 * PLACE;

  private WarmUp() {}

  /** Begins, unless it has begun already; returns at once. */
  public static synchronized void begin() {
    if (THREAD.getState() == Thread.State.NEW) {
      THREAD.setDaemon(true);
      THREAD.start();
    }
  }

  /** Begins, unless it has begun already; returns when it has ended, or the waiting thread is interrupted. */
  public static void await() {
    begin();
    try {
      THREAD.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run() {
    List<Kernel> kernels = kernels();
    int scratch = kernels.stream().mapToInt(Kernel::scratch).max().orElse(0);
    int shared = kernels.stream().mapToInt(Kernel::shared).max().orElse(0);
    try (var alone = new Team(1, scratch)) {
      var frame = new Frame(MEMORY, shared, scratch, alone);
      long begin = System.nanoTime();
      boolean busy = true;
      for (int round = 0; busy; round++) {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
          kernels.forEach(kernel -> kernel.run(frame));
        }
        long now = System.nanoTime();
        busy = now - start > QUICK_NANOS && now - begin < MOST_NANOS;
        if (busy && round >= EAGER_ROUNDS) {
          Thread.sleep(1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then it ends
    }
  }

  /** Kernels of each kind with every tile that there commonly is. */
  static List<Kernel> kernels() {
    int some = Lanes.COUNT + 4; // more than a block, so that there are two taps
    int many = 4 * Lanes.COUNT;
    var kernels = new ArrayList<Kernel>();
    kernels.add(direct(new Sizes(1, some, 1, 13), new Sizes(1, many, 1, 13)));
    kernels.add(winograd(4, new Sizes(1, some, 8, 12), new Sizes(1, many, 8, 12)));
    kernels.add(winograd(2, new Sizes(1, some, 4, 6), new Sizes(1, many, 4, 6)));
    kernels.add(pool(new Sizes(1, many, 5, 5), new Sizes(1, many, 3, 3)));
    return kernels;
  }

  private static Kernel direct(Sizes from, Sizes to) {
    return new BlockedConvolution(contract(from.channels() * to.channels()), Conv2d.plain(), Size2.ONE, from, to, true, 1);
  }

  private static Kernel winograd(int out, Sizes from, Sizes to) {
    int elements = (out + 2) * (out + 2);
    var conv = new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 1);
    return new BlockedWinograd(contract(elements * from.channels() * to.channels()), conv, from, to, out, 1);
  }

  private static Kernel pool(Sizes from, Sizes to) {
    Spans spans = Spans.sliding(from.height(), to.height(), 3, 2, 1, 1, 1, false);
    return new BlockedPool(PLACE, 2 * PLACE, new Finish(List.of()), from, to, spans, spans, false);
  }

  private static Contract contract(int weights) {
    float[] filters = new float[weights + Lanes.SLACK];
    var relu = new Finish(List.of(new Finish.Function(new Relu())));
    return new Contract(PLACE, _ -> filters, 0, 2 * PLACE, relu);
  }
}
