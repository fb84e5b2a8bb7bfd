package netc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import netc.Compiler;
import netc.Options;
import netc.RuleStatistics;
import netc.ir.Graph;
import netc.ir.Statistics;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code netc zoo}: the models that come with netc. */
@Command(
    name = "zoo",
    description = {
      "List the models that come with netc, with their parameters and multiply-accumulates. No weight is made.",
      "",
      "Many have further forms, which --set chooses; a model's file says which."},
    footerHeading = "%nExamples:%n",
    footer = {
      "  netc zoo",
      "  netc zoo --json",
      "  netc zoo --rules",
      "  netc run models/resnext50_32x4d.net --set form=a      another form of one"})
final class ZooCommand implements Callable<Integer> {
  /** Where the launcher says that the models are. */
  private static final String PROPERTY = "netc.models";

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** By name, numbers within names by their value. */
  private static final Comparator<Entry> ORDER =
      Comparator.comparing(entry -> NUMBER.matcher(entry.name()).replaceAll(number -> "%9s".formatted(number.group())));

  private record Entry(String name, Path file, Statistics statistics) {
    static Entry of(Compiler compiler, Path file) {
      Graph graph = compiler.load(file).graph();
      return new Entry(graph.name(), file, Statistics.of(graph));
    }
  }

  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Option(names = "--models", paramLabel = "FOLDER", description = "Where the models are (models, beside the launcher).")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--rules",
      description = "Optimize each of them, and show which rules were applied in how many, how often, and where most.")
  private boolean rules;

  @Option(names = "--json", description = "Write an array with an object for each model.")
  private boolean json;

  ZooCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var compiler = new Compiler(Options.standard());
    if (rules) {
      printRules(compiler);
      return Failures.OK;
    }
    List<Entry> entries = files(folder.orElseGet(ZooCommand::standardFolder)).stream().map(file -> Entry.of(compiler, file)).sorted(ORDER)
        .toList();
    if (json) {
      Json.write(terminal.out(), generator -> write(generator, entries));
    } else {
      print(entries);
    }
    return Failures.OK;
  }

  private void printRules(Compiler compiler) {
    var statistics = new RuleStatistics();
    for (Path file : files(folder.orElseGet(ZooCommand::standardFolder))) {
      Graph graph = compiler.loadUnchecked(file).graph();
      statistics.add(graph.name(), compiler.optimize(graph));
    }
    var table = new Table().words("rule").numbers("networks").numbers("times").words("most in");
    statistics.rows().forEach(row -> table.row(row.rule(), Figures.count(row.networks()), Figures.count(row.times()),
        row.most().map(name -> name + " ×" + Figures.count(statistics.times(row.rule(), name))).orElse("")));
    table.print(terminal.out());
  }

  /** The launcher's folder of models, as short as the working folder allows. */
  private static Path standardFolder() {
    Path models = Path.of(System.getProperty(PROPERTY, "models")).toAbsolutePath().normalize();
    Path here = Path.of("").toAbsolutePath().normalize();
    return models.startsWith(here) ? here.relativize(models) : models;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".net")).toList();
    } catch (IOException e) {
      throw new DiagnosticException(Diagnostic.of(Code.UNREADABLE_FILE, "cannot list the models in \"" + folder + "\"")
          .help("--models says where they are"));
    }
  }

  private void print(List<Entry> entries) {
    var table = new Table().words("name").words("file").numbers("parameters").numbers("MACs");
    for (Entry entry : entries) {
      table.row(entry.name(), entry.file().toString(), Figures.count(entry.statistics().parameters()),
          Figures.macs(entry.statistics().macs()));
    }
    table.print(terminal.out());
  }

  private static void write(JsonGenerator generator, List<Entry> entries) {
    generator.writeStartArray();
    for (Entry entry : entries) {
      generator.writeStartObject();
      generator.writeStringProperty("name", entry.name());
      generator.writeStringProperty("file", entry.file().toString());
      generator.writeNumberProperty("params", entry.statistics().parameters());
      generator.writeNumberProperty("macs", entry.statistics().macs());
      generator.writeEndObject();
    }
    generator.writeEndArray();
  }
}
