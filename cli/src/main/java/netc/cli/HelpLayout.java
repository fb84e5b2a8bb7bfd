package netc.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How {@code --help} looks: options in the order of the sources, with values as people write them. */
final class HelpLayout extends Help {
  private static final int WIDTH = 120;
  private static final int LONGEST_OPTION = 24;

  private HelpLayout(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  /** Gives a command and its subcommands this look. */
  static void applyTo(CommandLine command, boolean colored) {
    command.setHelpFactory(HelpLayout::new);
    command.setColorScheme(Help.defaultColorScheme(colored ? Ansi.ON : Ansi.OFF));
    command.setUsageHelpWidth(WIDTH);
    command.setUsageHelpLongOptionsMaxWidth(LONGEST_OPTION);
    command.getSubcommands().values().forEach(subcommand -> arrange(subcommand.getCommandSpec().usageMessage()));
    arrange(command.getCommandSpec().usageMessage());
  }

  private static void arrange(UsageMessageSpec usage) {
    usage.synopsisHeading("usage: ").abbreviateSynopsis(true).descriptionHeading("%n").parameterListHeading("%n")
        .optionListHeading("%nOptions:%n");
    usage.sortOptions(false);
  }

  @Override
  public IParamLabelRenderer parameterLabelRenderer() {
    return new Labels(super.parameterLabelRenderer());
  }

  /** A blank before a value that must be there. */
  private record Labels(IParamLabelRenderer plain) implements IParamLabelRenderer {
    @Override
    public Ansi.Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<Ansi.IStyle> styles) {
      String label = plain.renderParameterLabel(argument, Ansi.OFF, styles).toString();
      return label.startsWith("=") ? ansi.text(" @|italic " + label.substring(1) + "|@") : ansi.text(label);
    }

    @Override
    public String separator() {
      return " ";
    }
  }
}
