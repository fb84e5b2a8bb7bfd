package netc.backend.tornado;

import java.util.List;
import java.util.Optional;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import uk.ac.manchester.tornado.api.exceptions.TornadoMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/** Says what went wrong below TornadoVM: it does not say which task it was, and throws whatever it has at hand. */
final class DeviceFailure {
  private DeviceFailure() {}

  /** What a user needs to know of what was thrown on the device of this index. */
  static DiagnosticException of(DeviceProgram program, int device, Throwable thrown) {
    String net = program.program().name();
    if (isMemory(thrown)) {
      return error(thrown, "net " + net + " needs more memory than the device gives: " + words(thrown),
          "a smaller batch needs less; -Dtornado.device.memory=4GB is TornadoVM's own limit (NETC_JAVA_OPTIONS holds options for the JVM)");
    }
    return culprit(program.tasks(), device)
        .map(task -> error(thrown, "TornadoVM cannot compile kernel " + task.kernel() + " of task " + task.label() + ": " + words(thrown),
            "--backend cpu runs it; please report the network"))
        .orElseGet(() -> error(thrown, "TornadoVM cannot run net " + net + ": " + words(thrown), "--backend cpu runs it"));
  }

  private static DiagnosticException error(Throwable thrown, String message, String help) {
    var exception = new DiagnosticException(Diagnostic.of(Code.NO_BACKEND, message).help(help));
    exception.initCause(thrown);
    return exception;
  }

  private static boolean isMemory(Throwable thrown) {
    return thrown instanceof TornadoOutOfMemoryException || thrown instanceof TornadoMemoryException
        || (thrown.getCause() != null && isMemory(thrown.getCause()));
  }

  /** The first task that does not compile by itself. */
  private static Optional<Task> culprit(List<Task> tasks, int device) {
    var memory = new VectorFloat8(1);
    return tasks.stream().filter(task -> !compiles(task, memory, device)).findFirst();
  }

  private static boolean compiles(Task task, VectorFloat8 memory, int device) {
    try {
      SingleTask.compile(task, memory, device);
      return true;
    } catch (Throwable thrown) { // TornadoVM's compiler throws errors, too
      return false;
    }
  }

  private static String words(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("").strip();
    return message.isEmpty() ? root.getClass().getSimpleName() : message;
  }
}
