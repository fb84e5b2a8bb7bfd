package netc.cli;

/** Options that do not go together. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what is wrong, lower case. */
  UsageException(String message) {
    super(message);
  }
}
