package netc.cli;

import netc.Options;
import netc.formats.onnx.OnnxExport;
import picocli.CommandLine.Option;

/** How models are written. */
final class ExportOptions {
  @Option(
      names = "--opset",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "The version of ONNX's operators for a model that is written as .onnx, 13 to 21 (17).")
  private int opset = OnnxExport.Options.DEFAULT.opset();

  /**
   * Adds what these options say.
   *
   * @throws netc.ir.diag.DiagnosticException if this version cannot be written
   */
  Options applyTo(Options options) {
    return options.withOpset(OnnxExport.Options.DEFAULT.withOpset(opset).opset());
  }
}
