package netc.backend.tornado;

import java.util.Locale;
import netc.ir.exec.KernelSource;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;

/** How contractions use a device. */
enum Schedule {
  /** Kernels of TornadoVM's for threads of a CPU: vectors, accumulators in registers. */
  CPU,
  /** The same with our own OpenCL C where that is faster. */
  OPENCL_CPU,
  /** Kernels of TornadoVM's for a GPU: work groups that share tiles in local memory. */
  GPU;

  /** The system property that chooses one by its name, whatever the device. */
  static final String PROPERTY = "netc.tornado.schedule";

  /** That of a target. */
  static Schedule of(KernelSource.Target target) {
    return switch (target) {
      case OPENCL_CPU -> OPENCL_CPU;
      case OPENCL_GPU, PTX -> GPU;
    };
  }

  /** That of a device, unless the property chooses one. */
  static Schedule of(TornadoDevice device) {
    String chosen = System.getProperty(PROPERTY);
    if (chosen != null) {
      return valueOf(chosen.toUpperCase(Locale.ROOT));
    }
    if (device.getDeviceType() != TornadoDeviceType.CPU) {
      return GPU;
    }
    return device.getTornadoVMBackend().name().equals("OPENCL") ? OPENCL_CPU : CPU;
  }
}
