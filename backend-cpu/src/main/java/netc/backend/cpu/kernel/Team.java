package netc.backend.cpu.kernel;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A fixed team of threads that share out the tasks of loops. The caller of a loop works on it too, so a loop always gets done, however many others
 * run at the same time. Which thread gets which task is left to chance; results must not depend on it.
 */
public final class Team implements AutoCloseable {
  /**
   * Looking for work so long before sleeping bridges the gap between one kernel and the next, the serial ones among them: to wake a thread takes longer
   * than most kernels do.
   */
  private static final long SPIN_NANOS = 300_000;

  /** How often to look for work between two looks at the clock, in which others may run. */
  private static final int SPINS = 256;

  private final ConcurrentLinkedQueue<Loop> loops = new ConcurrentLinkedQueue<>();
  private final List<Worker> workers;
  private volatile boolean closed;

  /** One task of a loop. */
  public interface Task {
    /** Does the task, with the running thread's own scratch. */
    void run(int index, float[] scratch);
  }

  /**
   * A team of {@code threads}, the callers' own among them.
   *
   * @param scratch how many floats each thread gets for itself
   */
  public Team(int threads, int scratch) {
    workers = IntStream.range(1, threads).mapToObj(i -> new Worker(i, scratch)).toList();
    workers.forEach(Thread::start);
  }

  /** The number of threads, the caller's among them. */
  public int size() {
    return workers.size() + 1;
  }

  /**
   * Does {@code task} for each index below {@code count}; returns when all are done. A failure of a task is thrown here once no task is running.
   *
   * @param scratch the calling thread's
   */
  public void forEach(int count, float[] scratch, Task task) {
    if (count <= 1 || workers.isEmpty()) {
      for (int i = 0; i < count; i++) {
        task.run(i, scratch);
      }
      return;
    }
    var loop = new Loop(count, task, Thread.currentThread());
    loops.add(loop);
    workers.stream().limit(count - 1L).forEach(Worker::wake);
    loop.work(scratch);
    loops.remove(loop);
    loop.await();
  }

  /** Ends the threads; loops that are under way are completed by their callers. */
  @Override
  public void close() {
    closed = true;
    workers.forEach(LockSupport::unpark);
  }

  private static final class Loop {
    private final int count;
    private final Task task;
    private final Thread caller;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Loop(int count, Task task, Thread caller) {
      this.count = count;
      this.task = task;
      this.caller = caller;
      left = new AtomicInteger(count);
    }

    boolean hasTasks() {
      return next.get() < count;
    }

    /** Does tasks until none is left to begin. */
    void work(float[] scratch) {
      for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
        try {
          task.run(index, scratch);
        } catch (Throwable thrown) { // whatever it is, the caller must learn of it and the worker must live
          failure.compareAndSet(null, thrown);
        }
        if (left.decrementAndGet() == 0) {
          LockSupport.unpark(caller);
        }
      }
    }

    void await() {
      var patience = new Patience();
      while (left.get() > 0) {
        if (!patience.spin()) {
          LockSupport.park(this);
        }
      }
      switch (failure.get()) {
        case null -> {}
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case Throwable thrown -> throw new IllegalStateException(thrown);
      }
    }
  }

  /**
   * How long a thread looks for something before it sleeps. After a few looks it lets others run in between: what it waits for may need the core that it
   * is on, where there are more threads than cores.
   */
  private static final class Patience {
    private int spins;
    private long end;

    /** Waits for a moment; false if it is time to sleep. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yield; it helps where cores are shared
    boolean spin() {
      Thread.onSpinWait();
      if (++spins % SPINS != 0) {
        return true;
      }
      if (spins == SPINS) {
        end = System.nanoTime() + SPIN_NANOS;
      } else {
        Thread.yield();
      }
      return System.nanoTime() - end < 0;
    }

    /** Begins anew. */
    void restore() {
      spins = 0;
    }
  }

  private final class Worker extends Thread {
    private final float[] scratch;
    private volatile boolean asleep;

    Worker(int index, int scratch) {
      super("netc-cpu-" + index);
      setDaemon(true);
      this.scratch = new float[scratch];
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      var patience = new Patience();
      while (!closed) {
        if (help()) {
          patience.restore();
        } else if (!patience.spin()) {
          sleep();
          patience.restore();
        }
      }
    }

    /** Works on the first loop that has tasks; false if there is none. */
    private boolean help() {
      if (loops.peek() == null) { // by far the most frequent case makes no garbage
        return false;
      }
      for (Loop loop : loops) {
        if (loop.hasTasks()) {
          loop.work(scratch);
          return true;
        }
      }
      return false;
    }

    private void sleep() {
      asleep = true;
      // A loop added before asleep was seen would not wake this thread: so look once more.
      if (!help() && !closed) {
        LockSupport.park(loops);
      }
      asleep = false;
    }
  }
}
