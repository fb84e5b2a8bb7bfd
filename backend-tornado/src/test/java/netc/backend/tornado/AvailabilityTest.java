package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
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

  private static List<String> ask(UnaryOperator<List<String>> options, Map<String, String> environment) {
    List<String> lines = OtherJvm.run(Ask.class, options, environment);
    assertThat(lines.subList(lines.size() / 2, lines.size())).isEqualTo(lines.subList(0, lines.size() / 2));
    return lines.subList(0, lines.size() / 2);
  }

  private static List<String> ask(UnaryOperator<List<String>> options) {
    return ask(options, Map.of());
  }

  private static void assertObstacle(List<String> lines, String words) {
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).isEqualTo("devices 0");
    assertThat(lines.get(1)).startsWith("error E0503: ").contains(words);
    assertThat(lines.getLast()).isEqualTo("help true");
  }

  @Test
  void aJvmStartedForTornadoVmHasDevices() {
    List<String> lines = ask(options -> options);
    assertThat(lines.getFirst()).matches("devices [1-9]");
    assertThat(lines).hasSize(2);
  }

  @Test
  void aJvmStartedWithoutIt() {
    assertObstacle(ask(_ -> List.of()), "not started with TornadoVM's options");
  }

  @Test
  void aJvmWithoutTheCompilerInterface() {
    assertObstacle(ask(OtherJvm.without("EnableJVMCI")), "compiler interface is off");
  }

  @Test
  void aMissingNativeLibrary() {
    assertObstacle(ask(OtherJvm.without("java.library.path")), "native library cannot be loaded");
  }

  @Test
  void aMachineWithoutOpenCl() {
    assertObstacle(ask(options -> options, Map.of("OCL_ICD_VENDORS", "/nonexistent")), "there is no OpenCL driver");
  }

  @Test
  void aFallbackThatComputesSomethingElse() {
    assertObstacle(ask(OtherJvm.without("recover.bailout")), "sequential Java");
  }

  @Test
  void anotherVersion() {
    assertThat(Availability.version("5.2.0-jdk25")).isEmpty();
    assertThat(Availability.version("6.0.0-jdk25")).get()
        .extracting(Diagnostic::message).isEqualTo("TornadoVM is version 6.0.0-jdk25, and netc needs 5.2.x");
  }
}
