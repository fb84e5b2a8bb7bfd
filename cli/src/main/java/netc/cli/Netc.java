package netc.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code netc} itself: shows what there is. */
@Command(
    name = "netc",
    description = "A compiler for convolutional networks.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nFirst steps:%n",
    footer = {
      "  netc run models/vanillanet_6.net              optimize, run, compare, show the result",
      "  netc opt models/vanillanet_6.net              show the optimized network",
      "  netc opt models/resnet50.net --explain        show what was rewritten and what was not, and why",
      "  netc opt models/resnet50.net -o resnet50.onnx write it for others",
      "",
      "Exit codes: 0 fine; 1 an error that has a number (E...): a model, a file or a name is wrong; 2 a command that makes no sense; 3 a bug of netc's.",
      "NETC_JAVA_OPTIONS holds options for the JVM, such as -Xmx8g; NO_COLOR=1 turns colours off."})
final class Netc {
  static final String VERSION = "0.1.0";

  @Mixin
  final HelpOption help = new HelpOption();

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  boolean version;

  private Netc() {}

  /** The command with its subcommands. */
  static CommandLine commandLine(Terminal terminal, Failures failures) {
    CommandLine netc = new CommandLine(new Netc());
    List.of(new CheckCommand(terminal), new OptCommand(terminal), new RunCommand(terminal), new StatsCommand(terminal),
        new ConvertCommand(terminal),
        new ExplainCommand(terminal), new BisectCommand(terminal), new PassesCommand(terminal), new ZooCommand(terminal),
        new BackendsCommand(terminal), new EmitCommand(terminal))
        .forEach(netc::addSubcommand);
    netc.addSubcommand(new CompletionCommand(terminal));
    netc.getCommandSpec().version("netc " + VERSION + " on Java " + Runtime.version().feature());
    netc.setOut(terminal.out().writer());
    netc.setErr(terminal.err().writer());
    netc.registerConverter(Path.class, new Converters.Paths());
    HelpLayout.applyTo(netc, terminal.out().colored());
    netc.setParameterExceptionHandler(failures);
    netc.setExecutionExceptionHandler(failures);
    return netc;
  }
}
