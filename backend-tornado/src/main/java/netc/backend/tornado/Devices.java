package netc.backend.tornado;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import netc.ir.exec.Backend.Device;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** What TornadoVM finds on this machine. */
final class Devices {
  private Devices() {}

  /** Every device of every driver, in TornadoVM's order. */
  static List<Device> all() {
    return found().stream().map(Devices::describe).toList();
  }

  /** The device of this index. */
  static TornadoDevice get(int index) {
    return found().get(index);
  }

  private static List<TornadoDevice> found() {
    TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
    return IntStream.range(0, runtime.getNumBackends()).mapToObj(runtime::getBackend).flatMap(driver -> driver.getAllDevices().stream())
        .toList();
  }

  private static Device describe(TornadoDevice device) {
    var physical = device.getPhysicalDevice();
    String kind = switch (device.getDeviceType()) {
      case CPU -> "cpu";
      case GPU -> "gpu";
      default -> "accelerator";
    };
    String detail = device.getTornadoVMBackend().name().toLowerCase(Locale.ROOT) + " by " + device.getPlatformName();
    return new Device(physical.getDeviceName(), kind, physical.getDeviceMaxComputeUnits(), device.getMaxGlobalMemory(), detail);
  }
}
