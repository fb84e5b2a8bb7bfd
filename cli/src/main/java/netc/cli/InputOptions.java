package netc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import netc.Samples;
import netc.formats.image.ImageFile;
import netc.formats.npy.Npy;
import netc.ir.Graph;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Input;
import netc.ir.op.Preprocess;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import picocli.CommandLine.Option;

/** What a network is run on. */
final class InputOptions {
  private static final Pattern IMAGE = Pattern.compile("(?i).*\\.(png|jpe?g)");

  @Option(
      names = "--input",
      paramLabel = "NAME=FILE",
      converter = Converters.Bindings.class,
      description = "Read an input from a .npy file, or from a .png or .jpg image; the others are made up. Repeatable.")
  private List<Converters.Binding> bindings = new ArrayList<>();

  @Option(
      names = "--preprocess",
      paramLabel = "NAME",
      converter = Converters.Preprocessing.class,
      description = "How images become inputs: none, imagenet, inception or caffe, as in imagenet(resize=320, filter=bicubic) (what the input "
          + "says, or imagenet).")
  private Optional<Preprocess> preprocess = Optional.empty();

  /**
   * A tensor for each input of a graph.
   *
   * @param types the inputs' types, without symbols
   * @param err where it is said how images are taken where nothing says so
   * @throws DiagnosticException if a file is not what the network takes
   */
  Map<String, Tensor> tensors(Graph graph, Map<String, TensorType> types, long seed, Text err) {
    var tensors = new LinkedHashMap<>(Samples.inputs(types, seed));
    for (Converters.Binding binding : bindings) {
      TensorType type = types.get(binding.name());
      if (type == null) {
        throw bad("no input is called \"" + binding.name() + "\", expected " + String.join(" or ", types.keySet()));
      }
      if (IMAGE.matcher(binding.file().toString()).matches()) {
        tensors.put(binding.name(), ImageFile.read(binding.file(), type, preprocess(graph, binding.name(), err)));
        continue;
      }
      Tensor tensor = Npy.read(binding.file());
      if (!tensor.type().equals(type)) {
        throw bad("input \"" + binding.name() + "\" is " + tensor.type() + " in \"" + binding.file() + "\", the network takes " + type);
      }
      tensors.put(binding.name(), tensor);
    }
    return tensors;
  }

  /** What the user says, or the input. */
  private Preprocess preprocess(Graph graph, String name, Text err) {
    return preprocess.or(() -> declared(graph, name)).orElseGet(() -> {
      err.line("note: input \"" + name + "\" does not say how images are normalized; taken for imagenet, --preprocess says otherwise");
      return Preprocess.IMAGENET;
    });
  }

  private static Optional<Preprocess> declared(Graph graph, String name) {
    return graph.inputs().stream().filter(input -> input.name().equals(name))
        .flatMap(input -> input.op() instanceof Input(_, var says) && !says.equals(Preprocess.NONE) ? Stream.of(says) : Stream.empty())
        .findFirst();
  }

  private static DiagnosticException bad(String message) {
    return new DiagnosticException(Diagnostic.of(Code.BAD_INPUT, message));
  }
}
