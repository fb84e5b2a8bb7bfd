package netc.backend.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.exec.KernelSource.Target;

/**
 * Has TornadoVM generate kernels for a device that need not be there. TornadoVM reads its settings when it starts, once in a JVM; so this comes first,
 * or too late. This class names none of TornadoVM's.
 */
final class VirtualDevice {
  private VirtualDevice() {}

  /**
   * Has TornadoVM start for this target, and write every kernel's source to a file.
   *
   * @return the file; it grows with every kernel
   * @throws DiagnosticException if TornadoVM has started before
   */
  static Path start(Target target) {
    if (Availability.isKnown()) {
      throw new DiagnosticException(
          Diagnostic.of(Code.NO_BACKEND, "TornadoVM runs in this JVM already, and generates kernels for its devices only")
              .help("generate them before anything is run, or in another JVM"));
    }
    try {
      Path folder = Files.createTempDirectory("netc-kernels");
      folder.toFile().deleteOnExit(); // what is to be deleted first is said last
      Path sources = Files.createFile(folder.resolve("sources"));
      sources.toFile().deleteOnExit();
      System.setProperty("tornado.print.kernel.dir", sources.toString());
      if (target != Target.PTX) { // PTX has no virtual device
        Path description = Files.writeString(folder.resolve("device.json"), description(target));
        description.toFile().deleteOnExit();
        System.setProperty("tornado.virtual.device", "True");
        System.setProperty("tornado.device.desc", description.toString());
      }
      return sources;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** TornadoVM's own form, which it reads line by line. */
  private static String description(Target target) {
    return """
        {
          "deviceName" : "netc-%s",
          "doubleFPSupport" : true,
          "maxWorkItemSizes" : [1024, 1024, 64],
          "deviceAddressBits" : 64,
          "deviceType" : "CL_DEVICE_TYPE_%s",
          "deviceExtensions" : "cl_khr_int64_base_atomics",
          "availableProcessors" : 16
        }
        """.formatted(target, target == Target.OPENCL_CPU ? "CPU" : "GPU");
  }
}
