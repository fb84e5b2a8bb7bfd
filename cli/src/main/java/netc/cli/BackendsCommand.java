package netc.cli;

import java.util.List;
import java.util.concurrent.Callable;
import netc.Compiler;
import netc.ir.diag.Diagnostic;
import netc.ir.exec.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code netc backends}: what can run networks here. */
@Command(
    name = "backends",
    description = {
      "List the devices that can run networks here; what is taken when none is named comes first.",
      "",
      "A device is chosen by its backend and its number, or a part of its name: --backend tornado:0, --backend tornado:nvidia."},
    footerHeading = "%nExamples:%n",
    footer = {
      "  netc backends",
      "  netc run models/vanillanet_6.net --backend cpu --threads 1",
      "  netc run models/vanillanet_6.net --backend tornado:0"})
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
      List<Backend.Device> devices = backend.devices();
      for (int i = 0; i < devices.size(); i++) {
        Backend.Device device = devices.get(i);
        table.row(backend.name() + ":" + i, device.name(), device.kind(), Figures.count(device.computeUnits()),
            Figures.bytes(device.memoryBytes()), device.detail());
      }
    }
    table.print(terminal.out());
    Compiler.obstacles().forEach(this::printObstacle);
  }

  private void printObstacle(String backend, Diagnostic obstacle) {
    Text text = terminal.out();
    text.line();
    text.line(text.styled(Text.Role.NOTABLE, backend + " cannot run here: " + obstacle.message()));
    obstacle.notes().forEach(note -> text.line("  " + note.message()));
    obstacle.help().ifPresent(help -> text.line("  " + help));
  }

  private static void write(JsonGenerator generator, List<Backend> backends) {
    generator.writeStartArray();
    for (Backend backend : backends) {
      List<Backend.Device> devices = backend.devices();
      for (int i = 0; i < devices.size(); i++) {
        Backend.Device device = devices.get(i);
        generator.writeStartObject();
        generator.writeStringProperty("backend", backend.name());
        generator.writeNumberProperty("number", i);
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
