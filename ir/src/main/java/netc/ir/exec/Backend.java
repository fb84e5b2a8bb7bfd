package netc.ir.exec;

import java.util.List;
import netc.ir.diag.DiagnosticException;
import netc.ir.plan.Program;

/** A way to run programs. */
public interface Backend {
  /** Its name on the command line: {@code cpu}. */
  String name();

  /** The devices that it finds here; empty if it cannot run on this machine. */
  List<Device> devices();

  /**
   * Prepares a program: packs its weights, takes its memory.
   *
   * @throws IllegalArgumentException if the program has something the backend cannot run
   * @throws DiagnosticException if the program needs more memory than the backend can have
   */
  Executable prepare(Program program, Options options);

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
   * @param exact whether results must be what the ops' definitions give but for the order of sums, which forbids faster algorithms that round more
   */
  record Options(int threads, boolean exact) {
    public Options {
      if (threads < 1) {
        throw new IllegalArgumentException(threads + " threads");
      }
    }

    /**
     * That many threads, and any algorithm whose error is of the size of the definition's.
     *
     * @param threads the number of threads, at least 1
     */
    public Options(int threads) {
      this(threads, false);
    }

    /** One thread a core. */
    public static Options standard() {
      return new Options(Runtime.getRuntime().availableProcessors());
    }
  }
}
