package netc.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code netc completion}: what makes a shell complete netc's commands and options. */
@Command(
    name = "completion",
    description = "Write a script that makes bash or zsh complete netc's commands and options.",
    footerHeading = "%nExamples:%n",
    footer = {"  source <(netc completion)      in ~/.bashrc or ~/.zshrc"})
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandLine netc = Netc.commandLine(terminal, new Failures(terminal));
    terminal.out().print(AutoComplete.bash("netc", netc));
    terminal.out().line();
    return Failures.OK;
  }
}
