package netc.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import netc.Compiler;
import netc.Options;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Printer;
import netc.ir.Statistics;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.pass.Remark;
import netc.pass.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code netc explain}: one node's story. */
@Command(
    name = "explain",
    description = "Show one node of a network: what it is, what the optimizer did with it and did not do, and what it became.",
    footerHeading = "%nExamples:%n",
    footer = {"  netc explain models/resnet50.net layer1.0.bn1", "  netc explain models/resnet50.net layer1.0.bn1 --explain=all"})
final class ExplainCommand implements Callable<Integer> {
  /** Enough to find a node among what it was fused with. */
  private static final int ORIGINS = 10_000;

  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "FILE", description = "A model: .net, .netpb or .onnx; - is a .net on standard input.")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "NODE", description = "The name of a node, as netc opt -O0 FILE shows it.")
  private String name = "";

  @Mixin
  private final NetOptions net = new NetOptions();

  @Mixin
  private final PassOptions passes = new PassOptions();

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Options options = passes.applyTo(net.applyTo(Options.standard()), terminal);
    var compiler = new Compiler(options.withRewriting(options.rewriting().withEstimates()));
    Graph graph = terminal.in().load(compiler, file).graph();
    Node node = find(graph);
    Report report = compiler.optimize(graph);
    passes.showTiming(report, terminal.err());
    Explain how = passes.explain().orElse(new Explain(false, false));
    List<Remark> all = report.remarks().stream().filter(remark -> concerns(remark, node)).toList();
    List<Remark> remarks = Explanation.relevant(all, how.all());
    if (how.json()) {
      Json.write(terminal.out(), json -> ExplanationJson.write(json, remarks));
    } else {
      describe(node);
      new ExplanationText(terminal, how.all()).printGroups(remarks);
      became(node, report);
    }
    return Failures.OK;
  }

  private Node find(Graph graph) {
    return graph.nodes().stream().filter(node -> node.names().contains(name)).findFirst().orElseThrow(() -> unknown(graph));
  }

  private DiagnosticException unknown(Graph graph) {
    List<String> similar =
        graph.nodes().stream().flatMap(node -> node.names().stream()).filter(other -> other.contains(name)).limit(5).toList();
    Diagnostic diagnostic = Diagnostic.of(Code.UNKNOWN_OPTION_VALUE, "no node of net " + graph.name() + " is called \"" + name + "\"");
    return new DiagnosticException(
        similar.isEmpty() ? diagnostic.help("netc opt -O0 " + file + " shows them all")
            : diagnostic.help("there is " + String.join(", ", similar)));
  }

  private void describe(Node node) {
    Text out = terminal.out();
    out.line(out.styled(Text.Role.STRONG, Printer.statement(node)));
    node.results().forEach(result -> out.line("  gives " + result));
    node.origin().span().ifPresent(span -> out.line("  from  " + span));
    if (Statistics.macs(node) > 0) {
      out.line("  costs " + Figures.macsUnit(Statistics.macs(node)));
    }
    out.line();
  }

  private boolean concerns(Remark remark, Node node) {
    return remark.node().equals(node.toString()) || contains(remark.origin());
  }

  private boolean contains(Origin origin) {
    return Origin.sources(origin, ORIGINS).stream().anyMatch(source -> source.name().equals(name));
  }

  private void became(Node node, Report report) {
    Text out = terminal.out();
    if (report.after().nodes().contains(node)) {
      out.line("it stays as it is");
      return;
    }
    Optional<Node> successor = report.after().operations().filter(other -> contains(other.origin())).findFirst();
    out.line(successor.map(other -> "it became part of " + Printer.statement(other)).orElse("nothing of it is left"));
  }
}
