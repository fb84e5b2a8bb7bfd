package netc.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import netc.Compiler;
import netc.Model;
import netc.Options;
import netc.formats.netpb.Rewrite;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Printer;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
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
      "  netc opt a.onnx b.onnx -o smaller/                  several, each to a file of its name there",
      "  netc opt my.net --passes fold-normalization --print-after changed"})
final class OptCommand implements Callable<Integer> {
  private static final Pattern MODEL = Pattern.compile("(?i).*\\.(net|netpb|onnx)");

  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Parameters(
      paramLabel = "IN",
      arity = "1..*",
      description = "Models: .net, .netpb or .onnx; - is a .net on standard input. Of several, one that is wrong does not stop the others.")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "Write the optimized network to this file, by its ending: .netpb, .onnx, or .net (with a .safetensors beside it). Where this is a "
          + "folder, and for several models it must be, the file there is called as the model's.")
  private Optional<Path> out = Optional.empty();

  @Mixin
  private final NetOptions net = new NetOptions();

  @Mixin
  private final ExportOptions export = new ExportOptions();

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
    var compiler = new Compiler(engine.applyTo(passes.applyTo(export.applyTo(net.applyTo(Options.standard())), terminal)));
    if (models.size() == 1) {
      optimize(compiler, models.getFirst(), out.map(place -> isFolder(place) ? inFolder(place, models.getFirst()) : place));
      return Failures.OK;
    }
    Path folder = out.filter(_ -> passes.isForSeveral())
        .orElseThrow(() -> new UsageException("several models need -o FOLDER, and are neither dumped nor explained as JSON"));
    Map<Path, Path> places = places(folder);
    Outputs.createFolder(folder);
    return places.entrySet().stream().mapToInt(place -> attempt(compiler, place.getKey(), place.getValue())).max().orElse(Failures.OK);
  }

  /** Where each model goes; no two go to the same place. */
  private Map<Path, Path> places(Path folder) {
    Map<Path, Path> places = new LinkedHashMap<>();
    Map<String, Path> taken = new HashMap<>();
    for (Path model : models) {
      Path place = inFolder(folder, model);
      Path other = taken.putIfAbsent(place.toString().toLowerCase(Locale.ROOT), model);
      if (other != null) {
        throw new DiagnosticException(
            Diagnostic.of(Code.OVERWRITES_OTHER, "\"" + other + "\" and \"" + model + "\" would both be written to \"" + place + "\"")
                .help("write them to different folders"));
      }
      places.put(model, place);
    }
    return places;
  }

  /** Whether it is a folder, and not one that is in the way of a file. */
  private static boolean isFolder(Path place) {
    return Files.isDirectory(place) && !MODEL.matcher(place.toString()).matches();
  }

  private static Path inFolder(Path folder, Path model) {
    if (StandardInput.is(model)) {
      throw new UsageException("standard input has no name for a file in \"" + folder + "\"");
    }
    return folder.resolve(model.getFileName());
  }

  /** Optimizes one of several models; what is wrong with it is said, and how wrong it is becomes the exit code. */
  private int attempt(Compiler compiler, Path model, Path place) {
    try {
      terminal.err().line(terminal.err().styled(Text.Role.STRONG, model.toString()));
      optimize(compiler, model, Optional.of(place));
      return Failures.OK;
    } catch (RuntimeException e) {
      terminal.out().flush();
      var failures = new Failures(terminal);
      return e instanceof DiagnosticException wrong ? failures.diagnostics(wrong.diagnostics()) : failures.bug(e);
    }
  }

  private void optimize(Compiler compiler, Path file, Optional<Path> place) {
    Model model = terminal.in().load(compiler, file);
    Report report = verification.optimize(compiler, model.graph(), terminal.err());
    passes.explain().ifPresent(how -> explain(how, report));
    verification.verify(compiler, report).ifPresent(passed -> terminal.err().line("verified: " + passed));
    passes.showTiming(report, terminal.err());
    place.ifPresent(target -> save(compiler, target, model, report));
    if (place.isEmpty() && passes.explain().isEmpty()) {
      show(report.after());
    }
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
      new ExplanationText(terminal, how.all()).print(report);
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
