package netc.ir.diag;

/** A broken invariant of netc's own. The pass manager adds the pass, the graph's text and a command that reproduces it. */
public final class CompilerBug extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what was expected and what was found. */
  public CompilerBug(String message) {
    super(message);
  }

  /** With the failure that revealed it. */
  public CompilerBug(String message, Throwable cause) {
    super(message, cause);
  }
}
