package netc.backend.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import netc.ir.exec.Backend.Device;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** What TornadoVM finds on this machine. */
final class Devices {
  private Devices() {}

  /** Every device of every driver, in TornadoVM's order. */
  static List<Device> all() {
    var devices = new ArrayList<Device>();
    var runtime = TornadoRuntimeProvider.getTornadoRuntime();
    for (int i = 0; i < runtime.getNumBackends(); i++) {
      var driver = runtime.getBackend(i);
      for (int j = 0; j < driver.getNumDevices(); j++) {
        devices.add(describe(driver.getDevice(j)));
      }
    }
    return devices;
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
