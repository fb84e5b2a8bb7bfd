package netc.ir.exec;

import java.util.List;
import java.util.Optional;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.plan.Program;

/** A way to run programs. */
public interface Backend {
  /** Its name on the command line: {@code cpu}. */
  String name();

  /** Why it cannot run on this machine, or in this JVM, and what to do about it; empty if it can. */
  default Optional<Diagnostic> obstacle() {
    return Optional.empty();
  }

  /** The devices that it finds here; empty only if there is an {@link #obstacle}. */
  List<Device> devices();

  /**
   * Begins, beside whatever the caller does next, what takes long before a first program can run and depends on no program; returns at once. To be called
   * as soon as it is known that there will be one, as while its model is read; {@link #prepare} sees to it else.
   */
  default void warmUp() {}

  /**
   * Prepares a program: packs its weights, takes its memory, compiles what it needs.
   *
   * @throws IllegalArgumentException if the program has something the backend cannot run
   * @throws DiagnosticException if the program needs more memory than the backend can have
   */
  Executable prepare(Program program, Options options);

  /**
   * The kernels of a program, generated for a target that need not be there. Nothing is run.
   *
   * @return none if this backend generates no text
   * @throws DiagnosticException if it cannot do so here
   */
  default List<KernelSource> sources(Program program, KernelSource.Target target) {
    return List.of();
  }

  /**
   * A device.
   *
   * @param name what it calls itself
   * @param kind {@code cpu}, {@code gpu} or {@code accelerator}
   * @param computeUnits cores or multiprocessors
   * @param memoryBytes what it can use
   * @param detail anything else worth knowing, as the vector length
   */
  record Device(String name, String kind, int computeUnits, long memoryBytes, String detail) {}

  /**
   * How to run.
   *
   * @param threads the number of threads, at least 1
   * @param device the device's index in {@link Backend#devices}
   * @param exact whether results must be what the ops' definitions give but for the order of sums, which forbids faster algorithms that round more
   * @param progress told how far it is
   */
  record Options(int threads, int device, boolean exact, Progress progress) {
    public Options {
      if (threads < 1 || device < 0) {
        throw new IllegalArgumentException(threads + " threads on device " + device);
      }
    }

    /** Preparing it in silence. */
    public Options(int threads, int device, boolean exact) {
      this(threads, device, exact, Progress.NONE);
    }

    /**
     * That many threads on the first device, and any algorithm whose error is of the size of the definition's.
     *
     * @param threads the number of threads, at least 1
     */
    public Options(int threads) {
      this(threads, 0, false);
    }

    /** One thread a core. */
    public static Options standard() {
      return new Options(Runtime.getRuntime().availableProcessors());
    }
  }
}
