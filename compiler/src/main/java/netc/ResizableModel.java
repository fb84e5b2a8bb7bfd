package netc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * A network that runs on inputs of any sizes for which it is defined: images of several sizes, batches of several images. For each combination of sizes it
 * is optimized and compiled when there is first such an input, as what may be rewritten can depend on them; the models that were used last are kept, and
 * their weights are in memory once where they are the same. Safe for use by several threads at once: a run waits for the compilation of its own sizes
 * only, and no model is closed while it runs.
 */
public final class ResizableModel implements AutoCloseable {
  private final Compiler compiler;
  private final Graph graph;
  private final int most;

  /** By the types of inputs; what was used last is last. */
  private final LinkedHashMap<Map<String, TensorType>, Sized> kept = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  /**
   * A model that is compiled for nothing yet.
   *
   * @param graph as it was loaded: what is optimized for one size need not be right for others
   * @param most how many models are kept, at least 1
   */
  ResizableModel(Compiler compiler, Graph graph, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("cannot keep " + most + " models");
    }
    this.compiler = compiler;
    this.graph = graph;
    this.most = most;
  }

  /** One of the models. */
  private final class Sized {
    private final Map<String, TensorType> types;
    private int runs;
    private Optional<CompiledModel> model = Optional.empty();

    Sized(Map<String, TensorType> types) {
      this.types = types;
    }

    synchronized CompiledModel model() {
      if (model.isEmpty()) {
        model = Optional.of(compiler.compile(compiler.optimize(resized(types)).after()));
      }
      return model.orElseThrow();
    }

    synchronized Optional<CompiledModel> compiled() {
      return model;
    }
  }

  /**
   * Runs once.
   *
   * @throws IllegalArgumentException if an input is missing, or is none of the network's
   * @throws DiagnosticException if the network is not defined for inputs of these sizes, or takes too much memory with them
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    var types = new LinkedHashMap<String, TensorType>();
    inputs.forEach((name, tensor) -> types.put(name, tensor.type()));
    Sized sized = enter(Map.copyOf(types));
    try {
      return sized.model().run(inputs);
    } finally {
      leave(sized);
    }
  }

  /** The types of inputs for which there are models now, those used last at the end. */
  public List<Map<String, TensorType>> sizes() {
    synchronized (kept) {
      return List.copyOf(kept.keySet());
    }
  }

  private Sized enter(Map<String, TensorType> types) {
    synchronized (kept) {
      if (closed) {
        throw new IllegalStateException(graph.name() + " is closed");
      }
      Sized sized = kept.computeIfAbsent(types, Sized::new);
      sized.runs++;
      return sized;
    }
  }

  private void leave(Sized sized) {
    synchronized (kept) {
      sized.runs--;
      if (sized.runs == 0 && sized.compiled().isEmpty()) {
        kept.remove(sized.types, sized); // its compilation failed
      }
      trim();
    }
  }

  /** Closes models that are too many, beginning with the one that was not used for the longest time. */
  private void trim() {
    var oldest = kept.values().iterator();
    while (kept.size() > (closed ? 0 : most) && oldest.hasNext()) {
      Sized sized = oldest.next();
      if (sized.runs == 0) {
        sized.compiled().ifPresent(CompiledModel::close);
        oldest.remove();
      }
    }
  }

  private Graph resized(Map<String, TensorType> types) {
    Set<String> names = Set.copyOf(graph.inputs().stream().map(Node::name).toList());
    if (!names.equals(types.keySet())) {
      throw new IllegalArgumentException("net " + graph.name() + " has the inputs " + names + ", given are " + types.keySet());
    }
    try {
      return graph.withInputs(types);
    } catch (IllegalArgumentException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.BAD_INPUT, "inputs " + types + " do not fit net " + graph.name() + ": " + e.getMessage()));
    }
  }

  /** Closes all models, those that run as soon as they are done. */
  @Override
  public void close() {
    synchronized (kept) {
      closed = true;
      trim();
    }
  }
}
