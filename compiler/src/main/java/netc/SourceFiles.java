package netc;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import netc.dsl.NetLanguage;
import netc.dsl.SourceLoader;
import netc.formats.netpb.NetpbFile;
import netc.formats.safetensors.Safetensors;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Constant;
import netc.ir.tensor.Tensor;

/** Nets from {@code .net} files, with what they import and the weights they name. */
final class SourceFiles {
  private final Set<Path> files = new LinkedHashSet<>();

  private SourceFiles() {}

  /** Reads the net of a file. */
  static Model load(Path file, Options options) {
    return new SourceFiles().read(file, options);
  }

  private Model read(Path file, Options options) {
    var dsl = new netc.dsl.Options(options.settings(), options.seed(), options.net(), this::source, this::weights);
    var result = NetLanguage.parse(file.toString(), source(file.toString()), dsl);
    return new Model(result.graphOrThrow(), List.of(), files);
  }

  private String source(String path) {
    String text = SourceLoader.files().load(path);
    files.add(Path.of(path));
    return text;
  }

  private Map<String, Tensor> weights(String path) {
    Path file = Path.of(path);
    files.add(file);
    return switch (ModelFiles.ending(file)) {
      case "safetensors" -> Safetensors.read(file);
      case "netpb" -> named(file);
      default -> throw new DiagnosticException(
          Diagnostic.of(Code.UNKNOWN_FORMAT, "\"" + path + "\" holds no weights that can be read; expected .safetensors or .netpb"));
    };
  }

  private static Map<String, Tensor> named(Path file) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (var node : NetpbFile.read(file).graph().weights()) {
      if (node.op() instanceof Constant(var tensor)) {
        tensors.put(node.name(), tensor);
      }
    }
    return tensors;
  }
}
