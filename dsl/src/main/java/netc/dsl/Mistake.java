package netc.dsl;

import java.util.Optional;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;
import org.jspecify.annotations.Nullable;

/** Ends the statement in which a user's mistake is found; elaboration goes on with the next one, unless the mistake is {@link #fatal}. */
final class Mistake extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Diagnostic diagnostic;
  private final boolean fatal;

  private Mistake(@Nullable Diagnostic diagnostic, boolean fatal) {
    super(diagnostic == null ? "follows from another" : diagnostic.toString(), null, false, false);
    this.diagnostic = diagnostic;
    this.fatal = fatal;
  }

  /** With this diagnostic. */
  static Mistake of(Diagnostic diagnostic) {
    return new Mistake(diagnostic, false);
  }

  /** At a place. */
  static Mistake at(SourceSpan span, Code code, String message) {
    return new Mistake(Diagnostic.at(span, code, message), false);
  }

  /** A limit: nothing after it is elaborated. */
  static Mistake limit(SourceSpan span, Code code, String message) {
    return new Mistake(Diagnostic.at(span, code, message), true);
  }

  /** What follows from a mistake that is reported already. */
  static Mistake reported(boolean fatal) {
    return new Mistake(null, fatal);
  }

  /** The same with another diagnostic. */
  Mistake with(Diagnostic other) {
    return new Mistake(other, fatal);
  }

  /** What to report, if it is not reported already. */
  Optional<Diagnostic> diagnostic() {
    return Optional.ofNullable(diagnostic);
  }

  /** Whether elaboration ends. */
  boolean fatal() {
    return fatal;
  }
}
