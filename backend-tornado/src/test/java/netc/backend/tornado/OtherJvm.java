package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A JVM like this one but for its options: TornadoVM starts at most once in one, and its settings are what they were then. */
final class OtherJvm {
  private OtherJvm() {}

  /**
   * Runs a class.
   *
   * @param main what to run
   * @param options makes its options of this JVM's
   * @param environment what is added to this process's
   * @return what it wrote to standard output, but for the words of OpenCL's native code, which begin with a bracket
   */
  static List<String> run(Class<?> main, UnaryOperator<List<String>> options, Map<String, String> environment) {
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(options.apply(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("exit code after %s", text).isZero();
      return text.lines().filter(line -> !line.startsWith("[")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Options with one more. */
  static UnaryOperator<List<String>> with(String option) {
    return options -> {
      var more = new ArrayList<>(options);
      more.add(option);
      return more;
    };
  }

  /** Options without those that contain this. */
  static UnaryOperator<List<String>> without(String part) {
    return options -> options.stream().filter(option -> !option.contains(part)).toList();
  }
}
