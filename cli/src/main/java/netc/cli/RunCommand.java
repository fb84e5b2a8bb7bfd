package netc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import netc.Comparison;
import netc.CompiledModel;
import netc.Compiler;
import netc.Model;
import netc.Options;
import netc.ir.Graph;
import netc.ir.exec.Profile;
import netc.ir.tensor.Tensor;
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
      "  netc run my.net --explain --verify 3",
      "  netc run my.net --profile=trace > trace.json"})
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

  @Option(
      names = "--profile",
      paramLabel = "FORM",
      arity = "0..1",
      fallbackValue = "text",
      preprocessor = AttachedValue.class,
      converter = ProfileForm.Parser.class,
      description = {"Show how long each step of a run takes.",
        "--profile=json is for programs; --profile=trace is what Perfetto and Chrome show, and nothing else."})
  private Optional<ProfileForm> profile = Optional.empty();

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
    compiler.warmUp(); // which says first of all if a backend is not there
    Model model = terminal.in().load(compiler, file);
    results.check(model.graph().outputs().keySet());
    Report report = verification.optimize(compiler, model.graph(), terminal.err());
    boolean trace = profile.filter(ProfileForm.TRACE::equals).isPresent();
    boolean forPrograms = json || trace || profile.filter(ProfileForm.JSON::equals).isPresent()
        || passes.explain().map(Explain::json).orElse(false);
    var text = new RunText(terminal, labels);
    if (!forPrograms) {
      text.printOptimization(model, report, passes.explain());
    }
    passes.showTiming(report, terminal.err());
    Run run = run(compiler, report);
    if (trace) {
      Json.write(terminal.out(), generator -> Profiling.writeTrace(generator, report.after().name(), run.profile().orElseThrow()));
    } else if (forPrograms) {
      Json.write(terminal.out(), new RunJson(file, report, run, labels, passes.explain())::write);
    } else {
      text.printRun(run);
    }
    results.save(run.after().outputs());
    return Failures.OK;
  }

  private CompiledModel compile(Compiler compiler, Graph graph) {
    try (var bar = new ProgressBar(terminal.err(), graph.name())) {
      return compiler.compile(graph, bar);
    }
  }

  private Run run(Compiler compiler, Report report) {
    boolean compare = !alone && !report.before().equals(report.after());
    Optional<Verification.Passed> verified = verification.verify(compiler, report);
    List<Graph> graphs = compare ? List.of(report.before(), report.after()) : List.of(report.after());
    var models = new ArrayList<CompiledModel>();
    try {
      graphs.forEach(graph -> models.add(compile(compiler, graph)));
      Map<String, Tensor> given = inputs.tensors(graphs.getFirst(), models.getFirst().inputs(), net.seed(), terminal.err());
      List<Trial> trials = Trial.of(models, given, iterations);
      Optional<Trial> before = compare ? Optional.of(trials.getFirst()) : Optional.empty();
      Trial after = trials.getLast();
      Optional<Comparison> difference = before.map(trial -> Comparison.of(trial.outputs(), after.outputs()));
      Optional<Profile> profiled = profile.map(_ -> Profiling.of(models.getLast(), given));
      return new Run(compiler.options(), models.getLast().engine(), before, after, difference, verified, profiled);
    } finally {
      models.forEach(CompiledModel::close);
    }
  }
}
