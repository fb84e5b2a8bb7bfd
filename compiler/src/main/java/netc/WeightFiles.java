package netc;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import netc.dsl.SourceLoader;
import netc.formats.netpb.NetpbFile;
import netc.formats.npy.Npy;
import netc.formats.npy.Npz;
import netc.formats.onnx.OnnxImport;
import netc.formats.safetensors.Safetensors;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Constant;
import netc.ir.tensor.Tensor;

/** Weights by name from files of any format, by the file's ending. */
final class WeightFiles {
  private final Set<Path> files = new LinkedHashSet<>();

  /** All files that were read. */
  Set<Path> files() {
    return files;
  }

  /**
   * The weights of a file, or of the file that a file of renames is about.
   *
   * @throws DiagnosticException if a file cannot be read
   */
  Map<String, Tensor> read(Path file) {
    if (!ModelFiles.ending(file).equals("names")) {
      return plain(file);
    }
    files.add(file);
    Renames renames = Renames.parse(file.toString(), SourceLoader.files().load(file.toString()));
    return renames.apply(plain(file.resolveSibling(renames.weights())));
  }

  private Map<String, Tensor> plain(Path file) {
    files.add(file);
    return switch (ModelFiles.ending(file)) {
      case "safetensors" -> Safetensors.read(file);
      case "npz" -> Npz.read(file);
      case "npy" -> Map.of(file.getFileName().toString().replaceFirst("\\.\\w+$", ""), Npy.read(file));
      case "onnx" -> onnx(file);
      case "netpb" -> netpb(file);
      default -> throw new DiagnosticException(Diagnostic.of(Code.UNKNOWN_FORMAT,
          "\"" + file + "\" holds no weights that can be read; expected .safetensors, .npz, .npy, .onnx, .netpb or .names"));
    };
  }

  private Map<String, Tensor> onnx(Path file) {
    OnnxImport.Weights weights = OnnxImport.weights(file);
    files.addAll(weights.files());
    return weights.tensors();
  }

  private static Map<String, Tensor> netpb(Path file) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (var node : NetpbFile.read(file).graph().weights()) {
      if (node.op() instanceof Constant(var tensor)) {
        tensors.put(node.name(), tensor);
      }
    }
    return tensors;
  }
}
