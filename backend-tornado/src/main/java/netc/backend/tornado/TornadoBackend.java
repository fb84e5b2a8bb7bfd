package netc.backend.tornado;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.exec.Backend;
import netc.ir.exec.Executable;
import netc.ir.exec.KernelSource;
import netc.ir.plan.Program;

/** The devices that TornadoVM finds: {@code tornado}. It needs a JVM that was started with TornadoVM's options. */
public final class TornadoBackend implements Backend {
  /** As {@link java.util.ServiceLoader} makes it. */
  public TornadoBackend() {}

  @Override
  public String name() {
    return "tornado";
  }

  @Override
  public Optional<Diagnostic> obstacle() {
    return Availability.here().obstacle();
  }

  @Override
  public List<Device> devices() {
    return Availability.here().devices();
  }

  @Override
  public Executable prepare(Program program, Options options) {
    obstacle().ifPresent(TornadoBackend::refuse);
    return new TornadoExecutable(DeviceProgram.of(program, Schedule.of(Devices.get(options.device()))).chained(), options.device(),
        options.progress());
  }

  @Override
  public List<KernelSource> sources(Program program, KernelSource.Target target) {
    Availability.look().ifPresent(TornadoBackend::refuse);
    Path file = VirtualDevice.start(target);
    List<String> details = devices().stream().map(Device::detail).toList();
    OptionalInt device = IntStream.range(0, details.size()).filter(i -> details.get(i).startsWith(driver(target) + " ")).findFirst();
    if (device.isEmpty() && target == KernelSource.Target.PTX) {
      refuse(Diagnostic.of(Code.NO_BACKEND, "target ptx: TornadoVM has no PTX device here")
          .help("it needs an NVIDIA driver and TornadoVM's PTX backend: sdk install tornadovm 5.2.0-jdk25-ptx"));
    }
    obstacle().ifPresent(TornadoBackend::refuse);
    if (device.isEmpty()) {
      refuse(Diagnostic.of(Code.NO_BACKEND, "target " + target + ": this TornadoVM has no OpenCL backend")
          .help("sdk install tornadovm 5.2.0-jdk25-opencl"));
    }
    return KernelSources.of(program, Schedule.of(target), file, device.orElseThrow());
  }

  /** What the detail of a device begins with that TornadoVM generates for. */
  private static String driver(KernelSource.Target target) {
    return switch (target) {
      case PTX -> "ptx";
      case OPENCL_CPU, OPENCL_GPU -> "virtual"; // its OpenCL driver has no other then
    };
  }

  private static void refuse(Diagnostic obstacle) {
    throw new DiagnosticException(obstacle);
  }
}
