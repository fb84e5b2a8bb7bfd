package netc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import netc.dsl.Suggestions;
import netc.formats.netpb.Rewrite;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.exec.Backend;
import netc.ir.exec.KernelSource;
import netc.ir.exec.Progress;
import netc.ir.op.Input;
import netc.ir.plan.Program;
import netc.ir.type.Dim;
import netc.lower.Lowering;
import netc.pass.Exactness;
import netc.pass.Instrument;
import netc.pass.Pass;
import netc.pass.PassManager;
import netc.pass.Pipelines;
import netc.pass.Policy;
import netc.pass.Report;
import netc.pass.Rule;
import netc.pass.RulePass;
import netc.pass.Witness;

/** Loads, optimizes, compiles and saves networks. Immutable; safe for use by several threads. */
public final class Compiler {
  private final Options options;

  /** With these options. */
  public Compiler(Options options) {
    this.options = options;
  }

  /** With standard options. */
  public static Compiler standard() {
    return new Compiler(Options.standard());
  }

  /** What it was told. */
  public Options options() {
    return options;
  }

  /** This compiler with a rule of one's own, applied after the level's passes, in each of their rounds. */
  public Compiler withRule(Rule<?> rule) {
    var extra = new ArrayList<>(options.extra());
    extra.add(new RulePass(rule.id(), rule.summary(), List.of(rule)));
    return new Compiler(options.withExtra(extra));
  }

  /**
   * Loads a network by its file's ending: {@code .net}, {@code .netpb} or {@code .onnx}.
   *
   * @throws DiagnosticException if the file cannot be read or is wrong, or a weight makes the computation undefined
   */
  public Model load(Path file) {
    Model model = loadUnchecked(file);
    WeightCheck.check(model.graph());
    return model;
  }

  /**
   * The net in a text of the language.
   *
   * @param file where it would be: what it imports is looked for from there, and diagnostics name it
   * @throws DiagnosticException if it is wrong, or a weight makes the computation undefined
   */
  public Model load(Path file, String text) {
    Model model = ModelFiles.load(file, text, options);
    WeightCheck.check(model.graph());
    return model;
  }

  /**
   * As {@link #load(Path)}, but looks at no weight's elements: for who wants to know what a network is, not what it computes.
   *
   * @throws DiagnosticException if the file cannot be read or is wrong
   */
  public Model loadUnchecked(Path file) {
    return ModelFiles.load(file, options);
  }

  /**
   * Saves a network by its file's ending: {@code .net} (weights go to a {@code .safetensors} beside it), {@code .netpb} or {@code .onnx}.
   *
   * @param history what was done to it, to be kept where the format can
   * @param inputs files that must not be overwritten
   * @throws DiagnosticException if the file cannot be written, or its format cannot say something in the graph
   */
  public void save(Path file, Graph graph, List<Rewrite> history, Collection<Path> inputs) {
    ModelFiles.save(file, graph, history, inputs, options);
  }

  /** As {@link #save(Path, Graph, List, Collection)}, for a graph without a past. */
  public void save(Path file, Graph graph) {
    save(file, graph, List.of(), List.of());
  }

  /**
   * The passes that {@link #optimize} runs.
   *
   * @throws DiagnosticException if a name is no pass's
   */
  public List<Pass> passes() {
    List<Pass> chosen =
        options.passes().map(names -> names.stream().map(Compiler::pass).toList()).orElseGet(() -> Pipelines.of(options.level()));
    options.skip().forEach(Compiler::pass);
    var passes = new ArrayList<>(chosen);
    passes.removeIf(pass -> options.skip().contains(pass.name()));
    passes.addAll(options.extra());
    return passes;
  }

  /**
   * The pass of this name.
   *
   * @throws DiagnosticException if there is none
   */
  public static Pass pass(String name) {
    return Pipelines.named(name).orElseThrow(() -> {
      Optional<String> meant = Suggestions.nearest(name, Pipelines.all().stream().map(Pass::name).toList());
      return new DiagnosticException(Diagnostic.of(Code.UNKNOWN_OPTION_VALUE, "no pass is called \"" + name + "\"")
          .help(meant.map(other -> "did you mean \"" + other + "\"? ").orElse("") + "netc passes lists them"));
    });
  }

  /**
   * Optimizes a network: runs a level's passes until they change nothing, or passes chosen by name once. Values to keep are outputs of both of the
   * report's graphs.
   *
   * @throws DiagnosticException if the options name a pass that does not exist, or a value to keep that the network does not have
   */
  public Report optimize(Graph graph) {
    return optimize(graph, List.of(), options.instruments());
  }

  /** As {@link #optimize(Graph)}, and measures what each rewrite does to numbers. */
  public Report optimize(Graph graph, Ledger ledger) {
    return optimize(graph, List.of(ledger), Stream.concat(options.instruments().stream(), Stream.of(ledger)).toList());
  }

  Report optimize(Graph graph, List<Witness> witnesses, List<Instrument> instruments) {
    int rounds = options.passes().isPresent() ? 1 : Pipelines.rounds(options.level());
    Rewriting bounds = options.rewriting();
    Policy policy = Policy.of(options.numerics(), bounds.target()).withLimit(bounds.limit()).withWitnesses(witnesses)
        .withEstimates(bounds.estimates());
    boolean measures = options.level() == Pipelines.Level.O3;
    if (!measures && bounds.decisions().isEmpty()) {
      return new PassManager(passes(), policy, instruments, rounds).run(Kept.in(graph, bounds.keep()));
    }
    var stopwatch = new Stopwatch(this);
    var decisions = new Decisions(proposal -> measures ? stopwatch.measure(proposal) : Optional.empty(), policy.judge());
    bounds.decisions().ifPresent(decisions::read);
    Report report = new PassManager(passes(), policy.withJudge(decisions), instruments, rounds).run(Kept.in(graph, bounds.keep()));
    bounds.decisions().ifPresent(decisions::write);
    return report;
  }

  /**
   * Finds the single rewrite with which the outputs leave a tolerance, on made-up inputs.
   *
   * @param tolerance how far outputs may be apart, relative to the largest output
   */
  public Bisection bisect(Graph graph, double tolerance) {
    return Bisection.of(this, graph, tolerance);
  }

  /**
   * Says that a network will be run, before it is loaded: what a first result waits for most is then done meanwhile, on a thread of its own.
   *
   * @throws DiagnosticException if the options name a backend or a device that is not there
   */
  public void warmUp() {
    engine().backend().warmUp();
  }

  /**
   * Compiles a network as it is, for the chosen backend; symbolic dimensions become the batch size.
   *
   * @throws DiagnosticException if there is no such backend, or the network cannot have this batch size, or it takes too much memory with it
   */
  public CompiledModel compile(Graph graph) {
    return compile(graph, Progress.NONE);
  }

  /** As {@link #compile(Graph)}, and says how far it is. */
  public CompiledModel compile(Graph graph, Progress progress) {
    Program program = Lowering.lower(bind(graph));
    Engine engine = engine();
    return new CompiledModel(engine, program, engine.backend().prepare(program,
        new Backend.Options(options.threads(), engine.device(), options.numerics() == Exactness.EXACT, progress)));
  }

  /**
   * A model of a network as it was loaded, for inputs of any sizes: each run is compiled for the sizes of its inputs, unless it is already.
   *
   * @param most for how many combinations of sizes compiled models are kept, at least 1
   */
  public ResizableModel compileForAnySize(Graph graph, int most) {
    return new ResizableModel(this, graph, most);
  }

  /**
   * The kernels of a network as it is, generated for a target that need not be there. Nothing is run.
   *
   * @throws DiagnosticException if no backend can generate them here
   */
  public List<KernelSource> sources(Graph graph, KernelSource.Target target) {
    return Backends.sources(Lowering.lower(bind(graph)), target);
  }

  private Graph bind(Graph graph) {
    Map<String, Long> sizes = new HashMap<>();
    for (Node input : graph.inputs()) {
      if (input.op() instanceof Input(var type, _)) {
        for (Dim dim : type.shape().dims()) {
          if (dim instanceof Dim.Symbol(String name)) {
            sizes.put(name, (long) options.batch());
          }
        }
      }
    }
    if (sizes.isEmpty() && options.batch() > 1) {
      throw new DiagnosticException(Diagnostic
          .of(Code.BAD_INPUT,
              "a batch of " + options.batch() + " does not fit: no input of net " + graph.name() + " has a symbolic dimension")
          .help("leave the batch out, or declare an input with one, as in image: f32[N, 3, 224, 224]"));
    }
    try {
      return sizes.isEmpty() ? graph : graph.bind(sizes);
    } catch (IllegalArgumentException e) {
      throw new DiagnosticException(Diagnostic.of(Code.BAD_INPUT, "a batch of " + options.batch() + " does not fit: " + e.getMessage()));
    }
  }

  /** The backends that can run here, the one that is taken when none is named first. */
  public static List<Backend> backends() {
    return Backends.ready();
  }

  /** The backends that cannot run here, by name, each with why and what to do about it. */
  public static Map<String, Diagnostic> obstacles() {
    return Backends.obstacles();
  }

  /**
   * What runs networks with these options.
   *
   * @throws DiagnosticException if the options name a backend or a device that is not there
   */
  public Engine engine() {
    return Backends.choose(options.backend());
  }
}
