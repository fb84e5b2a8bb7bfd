package netc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import netc.Compiler;
import netc.Options;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.pass.Pipelines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code netc stats}: what networks cost. */
@Command(
    name = "stats",
    description = {
      "Count parameters, multiply-accumulates and ops of networks. No weight is loaded or made.",
      "",
      "Parameters do not count the running statistics of batch normalization; MACs are those of convolutions and linear layers for a batch of 1."},
    footerHeading = "%nExamples:%n",
    footer = {
      "  netc stats models/resnet50.net",
      "  netc stats models/resnet50.net -O1      after optimization",
      "  netc stats models/*.net --json"})
final class StatsCommand implements Callable<Integer> {
  private record Counted(Path file, Graph graph, Statistics statistics) {}

  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Mixin
  private final NetOptions net = new NetOptions();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Models: .net, .netpb or .onnx; - is a .net on standard input.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "-O",
      paramLabel = "LEVEL",
      converter = Converters.Level.class,
      description = "Count after optimizing at this level, 0 to 3 (0: as it is written).")
  private Pipelines.Level level = Pipelines.Level.O0;

  @Option(names = "--json", description = "Write an object, or for several files an array of them.")
  private boolean json;

  StatsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var compiler = new Compiler(net.applyTo(Options.standard()).withLevel(level));
    List<Counted> all = files.stream().map(file -> count(compiler, file)).toList();
    if (json) {
      write(all);
    } else if (all.size() == 1) {
      printOne(all.getFirst());
    } else {
      printAll(all);
    }
    return Failures.OK;
  }

  private Counted count(Compiler compiler, Path file) {
    Graph graph =
        compiler.optimize((StandardInput.is(file) ? terminal.in().load(compiler, file) : compiler.loadUnchecked(file)).graph()).after();
    return new Counted(file, graph, Statistics.of(graph));
  }

  private void printOne(Counted counted) {
    Statistics statistics = counted.statistics();
    new Table().words("").words("")
        .total(counted.graph().name(), Signatures.inputs(counted.graph()) + " → " + Signatures.outputs(counted.graph()))
        .row("parameters", Figures.count(statistics.parameters()))
        .row("MACs", Figures.count(statistics.macs()) + (statistics.macs() < 1_000_000 ? "" : " (" + Figures.macs(statistics.macs()) + ")"))
        .row("layers", Figures.count(statistics.layers()))
        .print(terminal.out());
    var ops = new Table().words("").numbers("").words("");
    statistics.ops().entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
        .forEach(op -> ops.row("  " + op.getKey(), Figures.count(op.getValue()), op.getKey().equals("conv2d") ? kinds(statistics) : ""));
    ops.print(terminal.out());
  }

  private static String kinds(Statistics statistics) {
    var kinds = new ArrayList<String>();
    if (statistics.depthwise() > 0) {
      kinds.add(Figures.count(statistics.depthwise()) + " depthwise");
    }
    if (statistics.grouped() > 0) {
      kinds.add(Figures.count(statistics.grouped()) + " grouped");
    }
    return String.join(", ", kinds);
  }

  private void printAll(List<Counted> all) {
    var table = new Table().words("file").numbers("parameters").numbers("MACs").numbers("layers").numbers("conv2d").numbers("depthwise")
        .numbers("grouped").numbers("linear");
    for (Counted counted : all) {
      Statistics statistics = counted.statistics();
      table.row(counted.file().toString(), Figures.count(statistics.parameters()), Figures.macs(statistics.macs()),
          Figures.count(statistics.layers()),
          count(statistics, "conv2d"), Figures.count(statistics.depthwise()), Figures.count(statistics.grouped()),
          count(statistics, "linear"));
    }
    table.print(terminal.out());
  }

  private static String count(Statistics statistics, String op) {
    return Figures.count(statistics.ops().getOrDefault(op, 0));
  }

  private void write(List<Counted> all) {
    Json.write(terminal.out(), generator -> {
      if (all.size() == 1) {
        write(generator, all.getFirst());
      } else {
        generator.writeStartArray();
        all.forEach(counted -> write(generator, counted));
        generator.writeEndArray();
      }
    });
  }

  private static void write(JsonGenerator generator, Counted counted) {
    generator.writeStartObject();
    generator.writeStringProperty("file", counted.file().toString());
    generator.writeStringProperty("net", counted.graph().name());
    StatisticsJson.properties(generator, counted.statistics());
    generator.writeEndObject();
  }
}
