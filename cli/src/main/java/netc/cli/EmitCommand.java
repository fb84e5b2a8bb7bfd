package netc.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import netc.Compiler;
import netc.Options;
import netc.Rewriting;
import netc.cost.Target;
import netc.formats.AtomicFile;
import netc.ir.exec.KernelSource;
import netc.pass.Pipelines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netc emit}: the kernels' generated source. */
@Command(
    name = "emit",
    description = {
      "Optimize a network and show the kernels that TornadoVM generates for it, with a table of its tasks.",
      "",
      "Nothing is run, and no device is needed for OpenCL. PTX needs TornadoVM with its PTX backend and an NVIDIA driver."},
    footerHeading = "%nExamples:%n",
    footer = {"  netc emit models/resnet50.net --target opencl-gpu -o kernels", "  netc emit my.net --target opencl-cpu | less"})
final class EmitCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "A model: .net, .netpb or .onnx; - is a .net on standard input.")
  private Path file = Path.of("");

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      converter = Converters.SourceTargets.class,
      description = "For whom: opencl-cpu, opencl-gpu (the default) or ptx.")
  private KernelSource.Target target = KernelSource.Target.OPENCL_GPU;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Write each task's kernel to a file of its number there, and show the table alone.")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--batch", paramLabel = "N", converter = Converters.Positive.class,
      description = "The size of symbolic batch dimensions (1).")
  private int batch = 1;

  @Mixin
  private final NetOptions net = new NetOptions();

  @Option(names = "-O", paramLabel = "LEVEL", converter = Converters.Level.class, description = "How much to optimize, 0 to 3 (2).")
  private Pipelines.Level level = Pipelines.Level.O2;

  EmitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Target model = Target.named(target.toString()).orElse(Target.OPENCL_GPU);
    var compiler = new Compiler(net.applyTo(Options.standard()).withLevel(level).withBatch(batch)
        .withRewriting(Rewriting.standard().withTarget(model)));
    List<KernelSource> sources = compiler.sources(compiler.optimize(terminal.in().load(compiler, file).graph()).after(), target);
    printTable(sources);
    folder.map(Outputs::createFolder).ifPresentOrElse(place -> write(sources, place), () -> print(sources));
    return Failures.OK;
  }

  private void printTable(List<KernelSource> sources) {
    var table = new Table().numbers("task").words("step").words("kernel").numbers("grid").numbers("group").numbers("bytes");
    for (int i = 0; i < sources.size(); i++) {
      KernelSource source = sources.get(i);
      table.row(Integer.toString(i), Profiling.shortened(source.label()), source.kernel(), sizes(source.grid()), sizes(source.group()),
          source.bytes() == 0 ? "" : Figures.count(source.bytes()));
    }
    table.print(terminal.out());
    long texts = sources.stream().map(KernelSource::source).distinct().count();
    terminal.out().line(Figures.plural(sources.size(), "task") + ", " + Figures.plural(texts, "text"));
  }

  private static String sizes(List<Integer> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }

  private void print(List<KernelSource> sources) {
    List<String> texts = sources.stream().map(KernelSource::source).toList();
    for (int i = 0; i < sources.size(); i++) {
      int first = texts.indexOf(texts.get(i));
      terminal.out().line();
      terminal.out().line("// task " + i + ": " + sources.get(i).label() + (first < i ? ", as task " + first : ""));
      if (first == i) {
        terminal.out().print(texts.get(i));
      }
    }
  }

  private void write(List<KernelSource> sources, Path place) {
    for (int i = 0; i < sources.size(); i++) {
      String name = String.format(Locale.ROOT, "%03d-%s.%s", i, sources.get(i).kernel(), target.ending());
      AtomicFile.writeText(place.resolve(name), sources.get(i).source());
    }
    terminal.err().line("wrote " + Figures.plural(sources.size(), "kernel") + " to " + place);
  }
}
