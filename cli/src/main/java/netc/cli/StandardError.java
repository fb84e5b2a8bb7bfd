package netc.cli;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/**
 * Gives this process its standard error back. The launcher starts the JVM with a filter there, for words of the JVM's that no option stops, and the
 * real standard error as another descriptor, whose number it passes as {@code netc.stderr}.
 */
final class StandardError {
  private static final int DESCRIPTOR = 2;

  private StandardError() {}

  /** Restores standard error, once and before anything is written to it. Where that cannot be done the filter stays, and passes netc's words on. */
  @SuppressWarnings("restricted") // dup2(2) has no counterpart in Java
  static void restore() {
    Integer kept = Integer.getInteger("netc.stderr");
    if (kept == null) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    linker.defaultLookup().find("dup2").ifPresent(dup2 -> {
      try {
        int _ = (int) linker.downcallHandle(dup2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT)).invokeExact((int) kept, DESCRIPTOR);
      } catch (Throwable e) {
        throw new AssertionError("dup2 throws nothing", e);
      }
    });
  }
}
