package netc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import netc.Samples;
import netc.formats.npy.Npy;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import picocli.CommandLine.Option;

/** What a network is run on. */
final class InputOptions {
  @Option(
      names = "--input",
      paramLabel = "NAME=FILE",
      converter = Converters.Bindings.class,
      description = "Read an input from a .npy file; the others are made up. Repeatable.")
  private List<Converters.Binding> bindings = new ArrayList<>();

  /**
   * A tensor for each input.
   *
   * @throws DiagnosticException if a file is not what the network takes
   */
  Map<String, Tensor> tensors(Map<String, TensorType> types, long seed) {
    var tensors = new LinkedHashMap<>(Samples.inputs(types, seed));
    for (Converters.Binding binding : bindings) {
      TensorType type = types.get(binding.name());
      if (type == null) {
        throw bad("no input is called \"" + binding.name() + "\", expected " + String.join(" or ", types.keySet()));
      }
      Tensor tensor = Npy.read(binding.file());
      if (!tensor.type().equals(type)) {
        throw bad("input \"" + binding.name() + "\" is " + tensor.type() + " in \"" + binding.file() + "\", the network takes " + type);
      }
      tensors.put(binding.name(), tensor);
    }
    return tensors;
  }

  private static DiagnosticException bad(String message) {
    return new DiagnosticException(Diagnostic.of(Code.BAD_INPUT, message));
  }
}
