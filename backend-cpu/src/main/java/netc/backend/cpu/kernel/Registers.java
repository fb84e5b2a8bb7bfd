package netc.backend.cpu.kernel;

/**
 * What a kernel does of a {@link Finish} while its sums are in registers: adds a residual, then cuts off.
 *
 * @param complete whether that is all of it; if not, {@link Finish#apply} does everything, and the rest here is nothing
 * @param residual where what is added begins in memory, or {@link Finish#NO_RESIDUAL}
 * @param clamp the cut
 */
record Registers(boolean complete, int residual, Clamp clamp) {
  private static final Registers NOTHING = new Registers(false, Finish.NO_RESIDUAL, Clamp.NONE);

  static Registers of(Finish finish) {
    return finish.clamp().map(clamp -> new Registers(true, finish.residual(), clamp)).orElse(NOTHING);
  }

  /** For kernels that only cut off. */
  static Registers withoutResidual(Finish finish) {
    return finish.residual() == Finish.NO_RESIDUAL ? of(finish) : NOTHING;
  }

  boolean hasResidual() {
    return residual != Finish.NO_RESIDUAL;
  }
}
