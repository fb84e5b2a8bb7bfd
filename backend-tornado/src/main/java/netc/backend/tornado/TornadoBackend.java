package netc.backend.tornado;

import java.util.List;
import netc.ir.exec.Backend;
import netc.ir.exec.Executable;
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
  public List<Device> devices() {
    return hasTornado() ? Devices.all() : List.of();
  }

  @Override
  public Executable prepare(Program program, Options options) {
    throw new IllegalArgumentException("the tornado backend cannot run " + program.name());
  }

  /** Asked before any class is loaded that names one of TornadoVM's. */
  private static boolean hasTornado() {
    return System.getProperty("tornado.load.runtime.implementation") != null
        && ModuleLayer.boot().findModule("tornado.runtime").isPresent();
  }
}
