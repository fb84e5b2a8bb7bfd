package netc.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** For options with an optional value: only {@code --option=value} gives one, so that {@code --option FILE} leaves the file alone. */
final class AttachedValue implements IParameterPreprocessor {
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's signature
  public boolean preprocess(Stack<String> arguments, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
    if (!"=".equals(info.get("separator")) && argument instanceof OptionSpec option) {
      arguments.push(option.fallbackValue());
    }
    return false; // the rest is picocli's
  }
}
