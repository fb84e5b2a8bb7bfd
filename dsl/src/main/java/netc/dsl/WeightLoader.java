package netc.dsl;

import java.util.Map;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;

/** Where the weights of {@code weights "file"} statements come from. */
@FunctionalInterface
public interface WeightLoader {
  /**
   * The tensors of the file at this path by name, which is resolved against the file of the statement already. They should be lazy: all are asked for,
   * few may be used.
   *
   * @throws DiagnosticException if the file cannot be read
   */
  Map<String, Tensor> load(String path);

  /** From nowhere: every {@code weights} statement fails. */
  static WeightLoader none() {
    return path -> {
      throw new DiagnosticException(Diagnostic.of(Code.UNREADABLE_FILE, "cannot read \"" + path + "\": there are no weights files here"));
    };
  }
}
