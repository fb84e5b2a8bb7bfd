package netc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import netc.Comparison;
import netc.CompiledModel;
import netc.Compiler;
import netc.Model;
import netc.Options;
import netc.ir.Graph;
import netc.pass.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netc run}: a network optimized, run, and compared with the original. */
@Command(
    name = "run",
    description = {
      "Optimize a network and run it: what was optimized, how long a run takes before and after, how far the outputs are apart, and what comes out.",
      "",
      "Inputs that are not given are made up. Latencies are medians after warm-up; how much faster is said only if each quarter of the runs shows it."},
    footerHeading = "%nExamples:%n",
    footer = {
      "  netc run models/vanillanet_6.net",
      "  netc run models/resnet50.net --batch 8 --threads 2 --no-compare",
      "  netc run models/resnet50.net --input image=cat.jpg --labels classes.txt",
      "  netc run my.netpb --input image=cat.npy --output logits=scores.npy",
      "  netc run my.net --explain --verify 3"})
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "A model: .net, .netpb or .onnx; - is a .net on standard input.")
  private Path file = Path.of("");

  @Mixin
  private final InputOptions inputs = new InputOptions();

  @Mixin
  private final ResultOptions results = new ResultOptions();

  @Option(
      names = "--iterations",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "How many runs to time, after at most as many to warm up (as many as fit into 3 seconds).")
  private Optional<Integer> iterations = Optional.empty();

  @Option(names = "--no-compare", description = "Do not run the original network.")
  private boolean alone;

  @Option(names = "--json", description = "Write one object.")
  private boolean json;

  @Mixin
  private final NetOptions net = new NetOptions();

  @Mixin
  private final PassOptions passes = new PassOptions();

  @Mixin
  private final Verification verification = new Verification();

  @Mixin
  private final EngineOptions engine = new EngineOptions();

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Labels labels = results.labels();
    var compiler = new Compiler(engine.applyTo(passes.applyTo(net.applyTo(Options.standard()), terminal)));
    Model model = terminal.in().load(compiler, file);
    results.check(model.graph().outputs().keySet());
    Report report = compiler.optimize(model.graph());
    boolean forPrograms = json || passes.explain().map(Explain::json).orElse(false);
    var text = new RunText(terminal, labels);
    if (!forPrograms) {
      text.printOptimization(model, report, passes.explain());
    }
    passes.showTiming(report, terminal.err());
    Run run = run(compiler, report);
    if (forPrograms) {
      Json.write(terminal.out(), new RunJson(file, report, run, labels, passes.explain())::write);
    } else {
      text.printRun(run);
    }
    results.save(run.after().outputs());
    return Failures.OK;
  }

  private Run run(Compiler compiler, Report report) {
    boolean compare = !alone && !report.before().equals(report.after());
    Optional<Verification.Passed> verified = verification.verify(compiler, report);
    List<Trial> trials = trials(compiler, compare ? List.of(report.before(), report.after()) : List.of(report.after()));
    Optional<Trial> before = compare ? Optional.of(trials.getFirst()) : Optional.empty();
    Trial after = trials.getLast();
    Optional<Comparison> difference = before.map(trial -> Comparison.of(trial.outputs(), after.outputs()));
    return new Run(compiler.options(), compiler.backend().name(), before, after, difference, verified);
  }

  private List<Trial> trials(Compiler compiler, List<Graph> graphs) {
    var models = new ArrayList<CompiledModel>();
    try {
      graphs.forEach(graph -> models.add(compiler.compile(graph)));
      return Trial.of(models, inputs.tensors(graphs.getFirst(), models.getFirst().inputs(), net.seed(), terminal.err()), iterations);
    } finally {
      models.forEach(CompiledModel::close);
    }
  }
}
