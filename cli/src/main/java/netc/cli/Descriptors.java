package netc.cli;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Optional;

/** The process's file descriptors, for what Java has no counterpart of. */
@SuppressWarnings("restricted") // calls of the C library: dup2(2), isatty(3)
final class Descriptors {
  static final int OUTPUT = 1;
  static final int ERROR = 2;

  private Descriptors() {}

  /** Makes {@code to} the same as {@code from}, where the system can. */
  static void copy(int from, int to) {
    find("dup2", 2).ifPresent(dup2 -> {
      try {
        int _ = (int) dup2.invokeExact(from, to);
      } catch (Throwable e) {
        throw new AssertionError("dup2 throws nothing", e);
      }
    });
  }

  /** Whether it is a terminal; false where that cannot be known. */
  static boolean isTerminal(int descriptor) {
    Optional<MethodHandle> isatty = find("isatty", 1);
    try {
      return isatty.isPresent() && (int) isatty.get().invokeExact(descriptor) == 1;
    } catch (Throwable e) {
      throw new AssertionError("isatty throws nothing", e);
    }
  }

  /** The C function of this name, of {@code int}s to {@code int}. */
  private static Optional<MethodHandle> find(String name, int arity) {
    var ints = new MemoryLayout[arity];
    Arrays.fill(ints, JAVA_INT);
    Linker linker = Linker.nativeLinker();
    return linker.defaultLookup().find(name).map(function -> linker.downcallHandle(function, FunctionDescriptor.of(JAVA_INT, ints)));
  }
}
