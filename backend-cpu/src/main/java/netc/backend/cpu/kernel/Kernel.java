package netc.backend.cpu.kernel;

/** One step of a program, ready to run again and again, on any frame. */
public interface Kernel {
  /** Computes the step's outputs from its inputs, all in the frame's memory; returns when they are complete. */
  void run(Frame frame);

  /** How many floats of scratch each thread needs. */
  default int scratch() {
    return 0;
  }

  /** How many floats of scratch all threads of a run share. */
  default int shared() {
    return 0;
  }
}
