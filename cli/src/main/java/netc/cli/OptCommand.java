package netc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import netc.Compiler;
import netc.Model;
import netc.Options;
import netc.formats.netpb.Rewrite;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Printer;
import netc.ir.op.Constant;
import netc.ir.tensor.Tensor;
import netc.pass.Remark;
import netc.pass.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netc opt}: the optimizer. */
@Command(
    name = "opt",
    description = {
      "Optimize a network: show it, explain what was done, or write it to a file.",
      "",
      "The optimized network computes the same outputs, up to rounding; --verify checks that."},
    footerHeading = "%nExamples:%n",
    footer = {
      "  netc opt models/vanillanet_6.net                    show the optimized network",
      "  netc opt models/resnet50.net -o resnet50.onnx       write it",
      "  netc opt models/resnet50.net --explain              show what was done and what was not, and why",
      "  netc opt models/resnet50.net --verify 3 -o r.netpb  write it only if it computes the same",
      "  netc opt my.net --passes fold-normalization --print-after changed"})
final class OptCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "IN", description = "A model: .net, .netpb or .onnx.")
  private Path in = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "Write the optimized network to this file, by its ending: .netpb, .onnx, or .net (with a .safetensors beside it).")
  private Optional<Path> out = Optional.empty();

  @Mixin
  private final NetOptions net = new NetOptions();

  @Mixin
  private final PassOptions passes = new PassOptions();

  @Mixin
  private final Verification verification = new Verification();

  @Mixin
  private final EngineOptions engine = new EngineOptions();

  OptCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var compiler = new Compiler(engine.applyTo(passes.applyTo(net.applyTo(Options.standard()), terminal)));
    Model model = compiler.load(in);
    Report report = verification.optimize(compiler, model.graph(), terminal.err());
    passes.explain().ifPresent(how -> explain(how, report));
    verification.verify(compiler, report).ifPresent(passed -> terminal.err().line("verified: " + passed));
    passes.showTiming(report, terminal.err());
    out.ifPresent(file -> save(compiler, file, model, report));
    if (out.isEmpty() && passes.explain().isEmpty()) {
      show(report.after());
    }
    return Failures.OK;
  }

  /** A text that says {@code = stored} cannot be read back: whoever sends it to a file hears so from the file. */
  private void show(Graph graph) {
    if (graph.weights().stream().anyMatch(OptCommand::isLeftOut)) {
      terminal.out().line("# weights are not in this text: -o writes them too");
    }
    terminal.out().print(graph.toString());
  }

  private static boolean isLeftOut(Node weight) {
    return weight.op() instanceof Constant(var tensor) && !(tensor.source() instanceof Tensor.Source.Initial)
        && !Printer.isWrittenOut(tensor);
  }

  private void explain(Explain how, Report report) {
    if (how.json()) {
      List<Remark> remarks = Explanation.relevant(report.remarks(), how.all());
      Json.write(terminal.out(), json -> ExplanationJson.write(json, remarks));
    } else {
      new ExplanationText(terminal.out(), how.all()).print(report);
    }
  }

  private void save(Compiler compiler, Path file, Model model, Report report) {
    List<Rewrite> history = new ArrayList<>(model.history());
    report.totals().forEach(total -> history.add(new Rewrite(total.rule(), "", total.times())));
    compiler.save(file, report.after(), history, model.files());
    RewriteTable.print(model, report, terminal.err());
    terminal.err().line(Outputs.wrote(file, report.after()));
  }
}
