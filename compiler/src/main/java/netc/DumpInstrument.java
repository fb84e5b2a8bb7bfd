package netc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Printer;
import netc.ir.op.Constant;
import netc.ir.tensor.Tensor;
import netc.pass.Instrument;

/**
 * Writes the graph after every pass that changed it to a numbered {@code .net} file that runs. Weights that a pass computed go to a
 * {@code .safetensors} of the same number; later files refer to the earlier ones, so each weight is written once.
 */
public final class DumpInstrument implements Instrument {
  private final Path folder;
  private final List<String> weightFiles = new ArrayList<>();
  private final Map<String, Tensor> written = new LinkedHashMap<>();

  /** Into an existing folder. */
  public DumpInstrument(Path folder) {
    this.folder = folder;
  }

  @Override
  public void afterPass(int index, String name, Graph before, Graph after) {
    if (index > 0 && before.equals(after)) {
      return;
    }
    String base = String.format(Locale.ROOT, "%03d-%s", index, name);
    Map<String, Tensor> fresh = fresh(after);
    Path weights = folder.resolve(base + ".safetensors");
    if (!fresh.isEmpty()) {
      weightFiles.add(base + ".safetensors");
      written.putAll(fresh);
    }
    TextFiles.write(folder.resolve(base + ".net"), Printer.print(after, weightFiles), weights, fresh);
  }

  /** The weights that the text does not determine and that no earlier file has under this name. */
  private Map<String, Tensor> fresh(Graph graph) {
    Map<String, Tensor> fresh = new LinkedHashMap<>();
    for (Node node : graph.weights()) {
      if (node.op() instanceof Constant(var tensor)
          && !(tensor.source() instanceof Tensor.Source.Initial && !written.containsKey(node.name()))
          && !tensor.equals(written.get(node.name()))) {
        fresh.put(node.name(), tensor);
      }
    }
    return fresh;
  }
}
