package netc.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code netc} command. */
@Command(name = "netc", version = "netc 0.1.0", mixinStandardHelpOptions = true, description = "A compiler for convolutional networks.")
public final class Main {
  /** Made by {@link #main} alone. */
  Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    StandardError.restore();
    CommandLine netc = new CommandLine(new Main());
    netc.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    System.exit(netc.execute(args));
  }
}
