package netc.ir.diag;

import java.util.List;
import java.util.stream.Collectors;

/** Carries a user's mistakes through code that cannot return them; the front door unwraps it. */
public final class DiagnosticException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Diagnostic> diagnostics;

  /** For at least one diagnostic. */
  public DiagnosticException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    if (diagnostics.isEmpty()) {
      throw new IllegalArgumentException("no diagnostics");
    }
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** For one diagnostic. */
  public DiagnosticException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  /** What is wrong, in source order. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
