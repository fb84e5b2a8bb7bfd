package netc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import netc.Compiler;
import netc.Options;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netc check}: whether models are right. */
@Command(
    name = "check",
    description = "Say what is wrong with models: every mistake, with its place and, where it is known, its fix.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  netc check models/*.net",
      "  netc check my.net --set size=64      with another value for the net's parameter size",
      "  netc check my.net --json             for editors"})
final class CheckCommand implements Callable<Integer> {
  private record Checked(Path file, Optional<Graph> graph, List<Diagnostic> diagnostics) {}

  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Mixin
  private final NetOptions net = new NetOptions();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Models: .net, .netpb or .onnx; - is a .net on standard input.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", description = "Write an array with an object for each file.")
  private boolean json;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var compiler = new Compiler(net.applyTo(Options.standard()));
    List<Checked> all = files.stream().map(file -> check(compiler, file)).toList();
    if (json) {
      write(all);
    }
    return all.stream().allMatch(checked -> checked.diagnostics().isEmpty()) ? Failures.OK : Failures.DIAGNOSTICS;
  }

  private Checked check(Compiler compiler, Path file) {
    try {
      Graph graph = terminal.in().load(compiler, file).graph();
      if (!json) {
        terminal.out().line(terminal.out().styled(Text.Role.GOOD, "ok") + "  " + file + ": " + describe(graph));
      }
      return new Checked(file, Optional.of(graph), List.of());
    } catch (DiagnosticException e) {
      if (!json) {
        terminal.out().flush();
        new Diagnostics(terminal).print(e.diagnostics());
      }
      return new Checked(file, Optional.empty(), e.diagnostics());
    }
  }

  private static String describe(Graph graph) {
    return graph.name() + ", " + Figures.plural(Statistics.of(graph).layers(), "layer") + ", " + Signatures.inputs(graph) + " → "
        + Signatures.outputs(graph);
  }

  private void write(List<Checked> all) {
    Json.write(terminal.out(), generator -> {
      generator.writeStartArray();
      for (Checked checked : all) {
        generator.writeStartObject();
        generator.writeStringProperty("file", checked.file().toString());
        generator.writeBooleanProperty("ok", checked.diagnostics().isEmpty());
        Json.optional(generator, "net", checked.graph().map(Graph::name));
        generator.writeName("diagnostics");
        Diagnostics.write(generator, checked.diagnostics());
        generator.writeEndObject();
      }
      generator.writeEndArray();
    });
  }
}
