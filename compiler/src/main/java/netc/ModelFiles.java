package netc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import netc.formats.netpb.NetpbFile;
import netc.formats.netpb.Rewrite;
import netc.formats.onnx.OnnxExport;
import netc.formats.onnx.OnnxImport;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Printer;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Constant;
import netc.ir.tensor.Tensor;

/** Models from and to files, by the file's ending. */
final class ModelFiles {
  /** The metadata of ONNX models that say what netc did. */
  private static final String REWRITES = "netc.rewrites";

  private ModelFiles() {}

  static Model load(Path file, Options options) {
    return switch (ending(file)) {
      case "net" -> {
        requireNoShapes(file, options);
        yield SourceFiles.load(file, options);
      }
      case "netpb" -> {
        NetpbFile.Model model = NetpbFile.read(file);
        requireNoParameters(file, options);
        requireNoWeights(file, options);
        requireNoShapes(file, options);
        yield new Model(model.graph(), model.history(), Set.of(file));
      }
      case "onnx" -> {
        OnnxImport.Model model = OnnxImport.read(file, new OnnxImport.Options(options.shapes()));
        requireNoParameters(file, options);
        requireNoWeights(file, options);
        yield new Model(model.graph(), Rewrites.parse(model.metadata().getOrDefault(REWRITES, "")), model.files());
      }
      default -> throw new DiagnosticException(
          Diagnostic.of(Code.UNKNOWN_FORMAT, "\"" + file + "\" has an ending that cannot be read; expected .net, .netpb or .onnx"));
    };
  }

  static Model load(Path file, String text, Options options) {
    requireNoShapes(file, options);
    return SourceFiles.load(file, text, options);
  }

  /** A graph has no parameters any more: what would set them is refused rather than ignored. */
  private static void requireNoParameters(Path file, Options options) {
    options.settings().keySet().stream().sorted().findFirst().ifPresent(name -> {
      throw new DiagnosticException(Diagnostic.of(Code.UNKNOWN_OPTION_VALUE, "\"" + file + "\" has no parameter \"" + name + "\"")
          .help("only nets in .net files have parameters"));
    });
  }

  /** A graph has its weights. */
  private static void requireNoWeights(Path file, Options options) {
    options.weights().stream().findFirst().ifPresent(weights -> {
      throw new DiagnosticException(
          Diagnostic.of(Code.UNKNOWN_OPTION_VALUE, "\"" + file + "\" has its own weights and takes none from \"" + weights + "\"")
              .help("only nets in .net files take weights from others"));
    });
  }

  /** The inputs of our own formats say their shapes. */
  private static void requireNoShapes(Path file, Options options) {
    options.shapes().keySet().stream().sorted().findFirst().ifPresent(name -> {
      throw new DiagnosticException(
          Diagnostic.of(Code.UNKNOWN_OPTION_VALUE, "\"" + file + "\" says the shape of its input \"" + name + "\" itself")
              .help("only inputs of .onnx models take another shape"));
    });
  }

  static void save(Path file, Graph graph, List<Rewrite> history, Collection<Path> inputs, Options options) {
    refuseOverwriting(file, inputs);
    switch (ending(file)) {
      case "net" -> saveText(file, graph, inputs);
      case "netpb" -> NetpbFile.write(file, graph, history);
      case "onnx" -> OnnxExport.write(file, graph, OnnxExport.Options.DEFAULT.withOpset(options.opset()).withMetadata(metadata(history)));
      default -> throw new DiagnosticException(
          Diagnostic.of(Code.UNKNOWN_FORMAT, "\"" + file + "\" has an ending that cannot be written; expected .net, .netpb or .onnx"));
    }
  }

  private static void saveText(Path file, Graph graph, Collection<Path> inputs) {
    String name = file.getFileName().toString();
    String weights = name.substring(0, name.length() - ".net".length()) + ".safetensors";
    Path beside = file.resolveSibling(weights);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : graph.weights()) {
      if (node.op() instanceof Constant(var tensor)) {
        tensors.put(node.name(), tensor);
      }
    }
    String text = Printer.print(graph, tensors.isEmpty() ? List.of() : List.of(weights));
    if (!tensors.isEmpty()) {
      refuseOverwriting(beside, inputs);
      if (Files.isRegularFile(beside) && !TextFiles.takesSameWeights(file, text)) {
        throw new DiagnosticException(Diagnostic
            .of(Code.OVERWRITES_OTHER,
                "the weights of \"" + file + "\" would overwrite \"" + beside + "\", which is not known to be theirs")
            .help("choose another output, or move that file away"));
      }
    }
    TextFiles.write(file, text, beside, tensors);
  }

  private static Map<String, String> metadata(List<Rewrite> history) {
    return history.isEmpty() ? Map.of() : Map.of(REWRITES, Rewrites.print(history));
  }

  private static void refuseOverwriting(Path file, Collection<Path> inputs) {
    for (Path input : inputs) {
      if (isSame(file, input)) {
        throw new DiagnosticException(
            Diagnostic.of(Code.OVERWRITES_INPUT, "\"" + file + "\" would overwrite what the model is read from")
                .help("choose another output"));
      }
    }
  }

  private static boolean isSame(Path left, Path right) {
    try {
      return (Files.exists(left) && Files.exists(right)) ? Files.isSameFile(left, right)
          : left.toAbsolutePath().normalize().equals(right.toAbsolutePath().normalize());
    } catch (IOException e) {
      return false; // whatever is wrong with it, writing will say so
    }
  }

  /** What follows the last dot of the name, in lower case. */
  static String ending(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
