package netc.cli;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import netc.ir.diag.CompilerBug;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Puts what went wrong into words, and says the exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  static final int OK = 0;
  static final int DIAGNOSTICS = 1;
  static final int USAGE = 2;
  static final int BUG = 3;

  private final Terminal terminal;
  private final Diagnostics diagnostics;

  Failures(Terminal terminal) {
    this.terminal = terminal;
    this.diagnostics = new Diagnostics(terminal);
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    if ("Missing required subcommand".equals(e.getMessage())) {
      e.getCommandLine().usage(terminal.err().writer());
      return USAGE;
    }
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    error(command + ": " + usage(e));
    terminal.err().line("try " + command + " --help");
    return USAGE;
  }

  private static String usage(ParameterException e) {
    return switch (e) {
      case CommandLine.UnmatchedArgumentException unmatched -> unmatched(unmatched);
      case CommandLine.MissingParameterException missing -> missing(missing);
      case CommandLine.OverwrittenOptionException twice -> name(twice.getOverwritten()) + " is given twice";
      default -> value(e);
    };
  }

  private static String unmatched(CommandLine.UnmatchedArgumentException e) {
    String first = e.getUnmatched().getFirst();
    boolean commands = !e.getCommandLine().getSubcommands().isEmpty();
    if (!e.isUnknownOption() && !commands) {
      return "\"" + first + "\" is one argument too many";
    }
    return "unknown " + (e.isUnknownOption() ? "option" : "command") + " \"" + first + "\"" + didYouMean(e.getSuggestions());
  }

  private static String didYouMean(List<String> suggestions) {
    // picocli gives options with their parameters: "--seed=<n>"
    return suggestions.isEmpty() ? "" : "; did you mean " + suggestions.getFirst().replaceFirst("[=\\[ <].*", "") + "?";
  }

  private static String missing(CommandLine.MissingParameterException e) {
    if (e.getMissing().isEmpty()) {
      return name(e.getArgSpec()) + " takes a value";
    }
    return e.getMissing().stream()
        .map(arg -> arg.isOption() ? name(arg) + " takes a value, " + arg.paramLabel() : name(arg) + " is missing")
        .collect(Collectors.joining(", "));
  }

  private static String value(ParameterException e) {
    String message = String.valueOf(e.getMessage());
    // After picocli's own introduction: "Invalid value for option '--seed' (<n>): "
    return e.getArgSpec() == null ? message : name(e.getArgSpec()) + ": " + message.replaceFirst("^Invalid value for .*?\\)?: ", "");
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel().replaceAll("[<>.…]", "");
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    terminal.out().flush();
    trace(e);
    return switch (e) {
      case DiagnosticException wrong -> diagnostics(wrong.diagnostics());
      case UsageException wrong -> {
        error(command.getCommandSpec().qualifiedName() + ": " + wrong.getMessage());
        terminal.err().line("try " + command.getCommandSpec().qualifiedName() + " --help");
        yield USAGE;
      }
      default -> bug(e);
    };
  }

  /** Shows a user's mistakes. */
  int diagnostics(List<Diagnostic> wrong) {
    diagnostics.print(wrong);
    return DIAGNOSTICS;
  }

  /** Shows a mistake of netc's own. */
  int bug(Exception e) {
    trace(e);
    Text err = terminal.err();
    error("netc: a bug of netc's own: " + (e instanceof CompilerBug ? e.getMessage() : e.toString()));
    err.line("Please report it, with the command and this text" + (terminal.debug() ? "." : "; NETC_DEBUG=1 adds where it happened."));
    return BUG;
  }

  /** Says that memory is short, and what to do about it. */
  int outOfMemory() {
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    error("netc: out of memory at " + mebibytes + " MiB; allow more with NETC_JAVA_OPTIONS=-Xmx" + Math.max(1, mebibytes / 512) + "g");
    return DIAGNOSTICS;
  }

  private void error(String text) {
    int first = text.indexOf('\n');
    String line = first < 0 ? text : text.substring(0, first);
    terminal.err().line(terminal.err().styled(Text.Role.BAD, line));
    if (first >= 0) {
      terminal.err().line(text.substring(first + 1).stripTrailing());
    }
  }

  private void trace(Exception e) {
    if (terminal.debug()) {
      e.printStackTrace(terminal.err().writer());
    }
  }

  /** Says on standard error that standard output could not be written. */
  static int cannotWrite(IOException failure, int code) {
    System.err.println("netc: cannot write standard output: " + failure.getMessage());
    return Math.max(code, DIAGNOSTICS);
  }
}
