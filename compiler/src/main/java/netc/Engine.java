package netc;

import netc.ir.exec.Backend;

/**
 * What runs networks.
 *
 * @param backend the backend
 * @param device the device's index among the backend's
 * @param reason why it and no other, in words
 */
public record Engine(Backend backend, int device, String reason) {
  /** The device. */
  public Backend.Device description() {
    return backend.devices().get(device);
  }
}
