package netc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.formats.npy.Npy;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;
import picocli.CommandLine.Option;

/** What becomes of a network's outputs. */
final class ResultOptions {
  @Option(
      names = "--output",
      paramLabel = "NAME=FILE",
      converter = Converters.Bindings.class,
      description = "Write an output to a .npy file. Repeatable.")
  private List<Converters.Binding> bindings = new ArrayList<>();

  @Option(names = "--save", paramLabel = "DIR", description = "Write each output to a .npy file of its name there.")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--labels", paramLabel = "FILE", description = "Names of a classifier's classes, one a line.")
  private Optional<Path> labels = Optional.empty();

  /**
   * The classes' names.
   *
   * @throws DiagnosticException if their file cannot be read
   */
  Labels labels() {
    return labels.map(Labels::read).orElse(Labels.none());
  }

  /**
   * Refuses names that no output has, before anything is run.
   *
   * @throws DiagnosticException if there is one
   */
  void check(Iterable<String> outputs) {
    for (Converters.Binding binding : bindings) {
      var names = new ArrayList<String>();
      outputs.forEach(names::add);
      if (!names.contains(binding.name())) {
        throw new DiagnosticException(Diagnostic.of(Code.UNKNOWN_OPTION_VALUE,
            "no output is called \"" + binding.name() + "\", expected " + String.join(" or ", names)));
      }
    }
  }

  /**
   * Writes outputs.
   *
   * @throws DiagnosticException if a file cannot be written
   */
  void save(Map<String, Tensor> outputs) {
    outputs.forEach((name, tensor) -> {
      bindings.stream().filter(binding -> binding.name().equals(name)).forEach(binding -> Npy.write(binding.file(), tensor));
      // A name may be any text, and a path separator in it is no folder's.
      folder.ifPresent(place -> Npy.write(Outputs.createFolder(place).resolve(name.replaceAll("[/\\\\]", "_") + ".npy"), tensor));
    });
  }
}
