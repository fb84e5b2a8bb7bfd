package netc.cli;

import java.util.List;
import java.util.concurrent.Callable;
import netc.Compiler;
import netc.ir.exec.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code netc backends}: what can run networks here. */
@Command(
    name = "backends",
    description = "List what can run networks on this machine, best first.",
    footerHeading = "%nExamples:%n",
    footer = {"  netc backends", "  netc run models/vanillanet_6.net --backend cpu --threads 1"})
final class BackendsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Option(names = "--json", description = "Write an array with an object for each device.")
  private boolean json;

  BackendsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Backend> backends = Compiler.backends();
    if (json) {
      Json.write(terminal.out(), generator -> write(generator, backends));
    } else {
      print(backends);
    }
    return Failures.OK;
  }

  private void print(List<Backend> backends) {
    var table = new Table().words("backend").words("device").words("kind").numbers("units").numbers("memory").words("");
    for (Backend backend : backends) {
      for (Backend.Device device : backend.devices()) {
        table.row(backend.name(), device.name(), device.kind(), Figures.count(device.computeUnits()), Figures.bytes(device.memoryBytes()),
            device.detail());
      }
    }
    table.print(terminal.out());
  }

  private static void write(JsonGenerator generator, List<Backend> backends) {
    generator.writeStartArray();
    for (Backend backend : backends) {
      for (Backend.Device device : backend.devices()) {
        generator.writeStartObject();
        generator.writeStringProperty("backend", backend.name());
        generator.writeStringProperty("device", device.name());
        generator.writeStringProperty("kind", device.kind());
        generator.writeNumberProperty("units", device.computeUnits());
        generator.writeNumberProperty("memory", device.memoryBytes());
        generator.writeStringProperty("detail", device.detail());
        generator.writeEndObject();
      }
    }
    generator.writeEndArray();
  }
}
