package netc.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import netc.Compiler;
import netc.Model;
import netc.Options;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code netc convert}: a model in another format. */
@Command(
    name = "convert",
    description = "Write a model in another format, without optimizing it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  netc convert models/resnet50.net resnet50.netpb      one file, weights included",
      "  netc convert models/resnet50.net resnet50.onnx       for ONNX Runtime and others",
      "  netc convert resnet50.netpb resnet50.net             text, with its weights in resnet50.safetensors"})
final class ConvertCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Mixin
  private final NetOptions net = new NetOptions();

  @Mixin
  private final ExportOptions export = new ExportOptions();

  @Parameters(index = "0", paramLabel = "IN", description = "A model: .net, .netpb or .onnx; - is a .net on standard input.")
  private Path in = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "What to write: .net, .netpb or .onnx. Never the same as IN.")
  private Path out = Path.of("");

  ConvertCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var compiler = new Compiler(export.applyTo(net.applyTo(Options.standard())));
    Model model = terminal.in().load(compiler, in);
    compiler.save(out, model.graph(), model.history(), model.files());
    terminal.err().line(Outputs.wrote(out, model.graph()));
    return Failures.OK;
  }
}
