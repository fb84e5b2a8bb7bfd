package netc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import netc.DumpInstrument;
import netc.Options;
import netc.Rewriting;
import netc.cost.Target;
import netc.pass.Exactness;
import netc.pass.Instrument;
import netc.pass.Pipelines;
import netc.pass.Report;
import picocli.CommandLine.Option;

/** What the optimizer does, and what it tells. */
final class PassOptions {
  @Option(
      names = "-O",
      paramLabel = "LEVEL",
      converter = Converters.Level.class,
      description = "How much to optimize, 0 to 3 (2). 0: nothing; 1: simplify, fold, compose; 2: also across branches; 3: as 2, and measures which rewrites gain.")
  private Pipelines.Level level = Pipelines.Level.O2;

  @Option(
      names = "--passes",
      paramLabel = "A,B",
      split = ",",
      hideParamSyntax = true,
      description = "Run exactly these passes, in this order; netc passes lists them.")
  private List<String> passes = new ArrayList<>();

  @Option(names = "--skip", paramLabel = "A,B", split = ",", hideParamSyntax = true, description = "Leave these passes out.")
  private List<String> skip = new ArrayList<>();

  @Option(
      names = "--numerics",
      paramLabel = "CLASS",
      converter = Converters.Numerics.class,
      description = "What rewrites may do to results: exact (nothing), rounding (sum in another order; the default), approximate.")
  private Exactness numerics = Exactness.ROUNDING;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      converter = Converters.Targets.class,
      description = "For which machine rewrites must gain that may not: cpu (the default), opencl-cpu or opencl-gpu.")
  private Target target = Target.CPU;

  @Option(
      names = "--rewrite-limit",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Make the first N rewrites only; netc bisect finds the one that is to blame for something.")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--keep", paramLabel = "NAME", hideParamSyntax = true,
      description = "Keep this value observable: it becomes an output, and stays what it is. Repeatable.")
  private List<String> keep = new ArrayList<>();

  @Option(
      names = "--decisions",
      paramLabel = "FILE",
      description = "Decide as this file says on rewrites that may not gain; -O3 measures what it does not say, and adds it.")
  private Optional<Path> decisions = Optional.empty();

  @Option(
      names = "--print-after",
      paramLabel = "PASS",
      description = "Show the network on standard error after this pass, after each that changed it (changed), or after each (all).")
  private Optional<String> printAfter = Optional.empty();

  @Option(
      names = "--dump",
      paramLabel = "DIR",
      description = "Write the network after each pass that changed it to a numbered file there; each of them runs.")
  private Optional<Path> dump = Optional.empty();

  @Option(names = "--timing", description = "Show how long each pass took.")
  private boolean timing;

  @Option(
      names = "--explain",
      paramLabel = "HOW",
      arity = "0..1",
      fallbackValue = "text",
      preprocessor = AttachedValue.class,
      converter = Explain.Parser.class,
      description = {"Show what was rewritten and what was not, and why, by line of the model.",
        "--explain=all leaves nothing out; --explain=json is for programs."})
  private Optional<Explain> explain = Optional.empty();

  /** How to explain, if at all. */
  Optional<Explain> explain() {
    return explain;
  }

  /** Whether what is told of a model is told of several without mixing them up. */
  boolean isForSeveral() {
    return dump.isEmpty() && explain.filter(Explain::json).isEmpty();
  }

  /** Adds what these options say. */
  Options applyTo(Options options, Terminal terminal) {
    var instruments = new ArrayList<Instrument>();
    printAfter.ifPresent(name -> instruments.add(PrintInstrument.of(name, terminal.err())));
    dump.ifPresent(folder -> instruments.add(new DumpInstrument(Outputs.createFolder(folder))));
    Options leveled = options.withLevel(level).without(new LinkedHashSet<>(skip)).withNumerics(numerics).withInstruments(instruments)
        .withRewriting(new Rewriting(target, limit, keep, decisions, explain.isPresent()));
    return passes.isEmpty() ? leveled : leveled.withPasses(passes);
  }

  /** Shows how long passes took, if that is wanted. */
  void showTiming(Report report, Text text) {
    if (timing) {
      TimingTable.print(report, text);
    }
  }
}
