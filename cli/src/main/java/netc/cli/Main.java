package netc.cli;

import netc.ir.diag.CompilerBug;

/** Starts the {@code netc} command. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    StandardError.restore();
    var output = new StandardOutput();
    int code = run(Terminal.ofProcess(output), args);
    System.exit(output.failure().map(failure -> Failures.cannotWrite(failure, code)).orElse(code));
  }

  /** Runs one command and gives its exit code. Whatever goes wrong ends in words on the terminal's standard error. */
  static int run(Terminal terminal, String... args) {
    var failures = new Failures(terminal);
    int code;
    try {
      code = Netc.commandLine(terminal, failures).execute(args);
    } catch (OutOfMemoryError e) {
      code = failures.outOfMemory();
    } catch (StackOverflowError e) {
      code = failures.bug(new CompilerBug("too deep a recursion", e));
    }
    terminal.flush();
    return code;
  }
}
