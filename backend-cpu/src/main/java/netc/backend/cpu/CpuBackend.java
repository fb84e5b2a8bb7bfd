package netc.backend.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import netc.backend.cpu.kernel.Lanes;
import netc.backend.cpu.kernel.WarmUp;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.exec.Backend;
import netc.ir.exec.Executable;
import netc.ir.plan.Program;

/** The CPU as a device: {@code cpu}. It needs the JDK's incubating Vector API ({@code --add-modules jdk.incubator.vector}). */
public final class CpuBackend implements Backend {
  /** As {@link java.util.ServiceLoader} makes it. */
  public CpuBackend() {}

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public Optional<Diagnostic> obstacle() {
    return hasVectors() ? Optional.empty()
        : Optional.of(Diagnostic.of(Code.NO_BACKEND, "this JVM runs without the Vector API")
            .help("start it with --add-modules jdk.incubator.vector"));
  }

  @Override
  public List<Device> devices() {
    if (!hasVectors()) {
      return List.of();
    }
    var runtime = Runtime.getRuntime();
    return List.of(new Device(model(), "cpu", runtime.availableProcessors(), runtime.maxMemory(), Lanes.bits() + "-bit vectors"));
  }

  /** {@inheritDoc} Here it is the compilation of the innermost loops. */
  @Override
  public void warmUp() {
    if (hasVectors()) {
      WarmUp.begin();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the Vector API is not there
   */
  @Override
  public Executable prepare(Program program, Options options) {
    if (!hasVectors()) {
      throw new IllegalStateException("the cpu backend needs a JVM with --add-modules jdk.incubator.vector");
    }
    WarmUp.begin();
    return CpuExecutable.prepare(program, options);
  }

  /** Asked before any class is loaded that names a class of the module. */
  private static boolean hasVectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /** What the processor calls itself, where the system says so; its architecture elsewhere. */
  private static String model() {
    Path file = Path.of("/proc/cpuinfo");
    if (Files.isReadable(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        return lines.filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst().orElseGet(CpuBackend::architecture);
      } catch (IOException e) {
        return architecture();
      }
    }
    return architecture();
  }

  private static String architecture() {
    return System.getProperty("os.arch", "unknown");
  }
}
