package netc.backend.tornado;

import java.util.List;
import java.util.Optional;
import netc.ir.diag.Diagnostic;
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
  public Optional<Diagnostic> obstacle() {
    return Availability.here().obstacle();
  }

  @Override
  public List<Device> devices() {
    return Availability.here().devices();
  }

  @Override
  public Executable prepare(Program program, Options options) {
    throw new IllegalArgumentException("the tornado backend cannot run " + program.name());
  }
}
