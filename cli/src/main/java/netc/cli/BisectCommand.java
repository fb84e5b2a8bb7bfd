package netc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import netc.Bisection;
import netc.Compiler;
import netc.Model;
import netc.Options;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.pass.Pipelines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netc bisect}: the one rewrite that is to blame. */
@Command(
    name = "bisect",
    description = {
      "Find the single rewrite with which a network's outputs leave a tolerance, and write what it rewrites as a network of its own.",
      "",
      "Runs the network on made-up inputs with the first half of the rewrites, then with half of what is left, and so on. Exits with 1 if it finds one."},
    footerHeading = "%nExamples:%n",
    footer = {
      "  netc bisect my.net",
      "  netc bisect my.onnx --tolerance 1e-6 -o reproducer.net",
      "  netc bisect my.net --passes fold-normalization"})
final class BisectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "A model: .net, .netpb or .onnx; - is a .net on standard input.")
  private Path file = Path.of("");

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      converter = Converters.Tolerance.class,
      description = "How far outputs may be apart, relative to the largest output (1e-4).")
  private double tolerance = 1e-4;

  @Option(names = {"-o", "--out"}, paramLabel = "FILE", description = "Where the rewritten part is written (reproducer.net).")
  private Path out = Path.of("reproducer.net");

  @Mixin
  private final NetOptions net = new NetOptions();

  @Mixin
  private final PassOptions passes = new PassOptions();

  @Mixin
  private final EngineOptions engine = new EngineOptions();

  BisectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var compiler = new Compiler(engine.applyTo(passes.applyTo(net.applyTo(Options.standard()), terminal)));
    Model model = terminal.in().load(compiler, file);
    Bisection found = compiler.bisect(model.graph(), tolerance);
    String all = Figures.plural(found.made(), "rewrite") + ", largest difference " + Figures.small(found.error())
        + " of the largest output, " + Figures.small(tolerance) + " allowed";
    if (found.culprit().isEmpty()) {
      terminal.out().line(all + ": none is to blame");
      return Failures.OK;
    }
    terminal.out().line(all);
    show(found.culprit().get());
    write(compiler, model, found.culprit().get());
    return Failures.DIAGNOSTICS;
  }

  private void show(Bisection.Culprit culprit) {
    Text text = terminal.out();
    text.line(text.styled(Text.Role.BAD, "rewrite " + culprit.number() + ": " + culprit.rule()) + " at " + culprit.node()
        + ", in pass " + culprit.pass());
    text.line("  difference " + Figures.small(culprit.before()) + " without it, " + Figures.small(culprit.after()) + " with it");
    text.line("  netc opt " + file + " --rewrite-limit " + culprit.number() + " --verify 1 --seed " + net.seed() + " shows it in place");
  }

  /** The reproducer says itself how it is used. */
  private void write(Compiler compiler, Model model, Bisection.Culprit culprit) {
    compiler.save(out, culprit.reproducer(), List.of(), model.files());
    String header = "# Rewrite " + culprit.number() + " of " + file + ": " + culprit.rule() + " at " + culprit.node() + ".\n"
        + "# netc run " + out + (Pipelines.named(culprit.pass()).isPresent() ? " --passes " + culprit.pass() : "") + " --verify 1 --seed "
        + net.seed() + " --tolerance " + tolerance + "\n";
    try {
      Files.writeString(out, header + Files.readString(out));
    } catch (IOException e) {
      throw new DiagnosticException(Diagnostic.of(Code.UNWRITABLE_FILE, "cannot write \"" + out + "\": " + e.getMessage()));
    }
    terminal.out().line("  " + Outputs.wrote(out, culprit.reproducer()));
  }
}
