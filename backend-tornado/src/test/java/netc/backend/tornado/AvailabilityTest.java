package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import netc.ir.diag.Diagnostic;
import org.junit.jupiter.api.Test;

/** What a JVM says that lacks something TornadoVM needs. Each is a JVM of its own, for TornadoVM starts at most once in one. */
class AvailabilityTest {
  /** What the other JVMs run. */
  static final class Ask {
    private Ask() {}

    /** Asks twice: a failure must not change when it is looked at again. */
    static void main() {
      var backend = new TornadoBackend();
      for (int i = 0; i < 2; i++) {
        System.out.println("devices " + backend.devices().size());
        backend.obstacle().map(Diagnostic::toString).ifPresent(System.out::println);
        System.out.println("help " + backend.obstacle().flatMap(Diagnostic::help).isPresent());
      }
    }
  }

  /** Runs {@link Ask} in a JVM with these options instead of this one's. */
  private static List<String> ask(UnaryOperator<List<String>> options, String... environment) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(options.apply(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ask.class.getName()));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    for (int i = 0; i < environment.length; i += 2) {
      builder.environment().put(environment[i], environment[i + 1]);
    }
    Process process = builder.start();
    // OpenCL's native code has words of its own on standard output.
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("[")).toList();
    assertThat(process.waitFor()).as("exit code after %s", lines).isZero();
    assertThat(lines.subList(lines.size() / 2, lines.size())).isEqualTo(lines.subList(0, lines.size() / 2));
    return lines.subList(0, lines.size() / 2);
  }

  private static UnaryOperator<List<String>> without(String part) {
    return options -> options.stream().filter(option -> !option.contains(part)).toList();
  }

  private static void assertObstacle(List<String> lines, String words) {
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).isEqualTo("devices 0");
    assertThat(lines.get(1)).startsWith("error E0503: ").contains(words);
    assertThat(lines.getLast()).isEqualTo("help true");
  }

  @Test
  void aJvmStartedForTornadoVmHasDevices() throws IOException, InterruptedException {
    List<String> lines = ask(options -> options);
    assertThat(lines.getFirst()).matches("devices [1-9]");
    assertThat(lines).hasSize(2);
  }

  @Test
  void aJvmStartedWithoutIt() throws IOException, InterruptedException {
    assertObstacle(ask(_ -> List.of()), "not started with TornadoVM's options");
  }

  @Test
  void aJvmWithoutTheCompilerInterface() throws IOException, InterruptedException {
    assertObstacle(ask(without("EnableJVMCI")), "compiler interface is off");
  }

  @Test
  void aMissingNativeLibrary() throws IOException, InterruptedException {
    assertObstacle(ask(without("java.library.path")), "native library cannot be loaded");
  }

  @Test
  void aMachineWithoutOpenCl() throws IOException, InterruptedException {
    assertObstacle(ask(options -> options, "OCL_ICD_VENDORS", "/nonexistent"), "there is no OpenCL driver");
  }

  @Test
  void aFallbackThatComputesSomethingElse() throws IOException, InterruptedException {
    assertObstacle(ask(without("recover.bailout")), "sequential Java");
  }

  @Test
  void anotherVersion() {
    assertThat(Availability.version("5.2.0-jdk25")).isEmpty();
    assertThat(Availability.version("6.0.0-jdk25")).get()
        .extracting(Diagnostic::message).isEqualTo("TornadoVM is version 6.0.0-jdk25, and netc needs 5.2.x");
  }
}
