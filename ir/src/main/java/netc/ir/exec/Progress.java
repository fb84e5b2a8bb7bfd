package netc.ir.exec;

/** Is told how far a backend is with preparing a program, which takes long where kernels are compiled. Called by the thread that prepares it. */
@FunctionalInterface
public interface Progress {
  /** Is not interested. */
  Progress NONE = (_, _) -> {};

  /**
   * So far.
   *
   * @param done kernels that are ready
   * @param all all of them
   */
  void at(int done, int all);
}
