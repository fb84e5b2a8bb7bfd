package netc.cli;

/**
 * Gives this process its standard error back. The launcher starts the JVM with a filter there, for words of the JVM's that no option stops, and the
 * real standard error as another descriptor, whose number it passes as {@code netc.stderr}.
 */
final class StandardError {
  private StandardError() {}

  /** Restores standard error, once and before anything is written to it. Where that cannot be done the filter stays, and passes netc's words on. */
  static void restore() {
    Integer kept = Integer.getInteger("netc.stderr");
    if (kept != null) {
      Descriptors.copy(kept, Descriptors.ERROR);
    }
  }
}
