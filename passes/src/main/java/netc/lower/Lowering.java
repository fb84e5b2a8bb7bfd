package netc.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Value;
import netc.ir.diag.CompilerBug;
import netc.ir.op.Constant;
import netc.ir.op.Input;
import netc.ir.plan.Buffer;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.MemoryPlanner;
import netc.ir.plan.Program;
import netc.ir.plan.ProgramVerifier;
import netc.ir.plan.Step;

/**
 * Lowers a graph to a program: fuses what follows a kernel into its epilogue, drops what only renames, makes views of what only reshapes, and plans
 * the arena.
 */
public final class Lowering {
  private final Graph graph;
  private final Fusion fusion;
  private final List<Buffer> buffers = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<Value, Integer> ids = new HashMap<>();

  private Lowering(Graph graph) {
    this.graph = graph;
    this.fusion = FusionPlanner.plan(graph);
  }

  /**
   * The program that computes {@code graph}.
   *
   * @throws IllegalArgumentException if a dimension is symbolic; see {@link Graph#bind}
   */
  public static Program lower(Graph graph) {
    Program program = MemoryPlanner.plan(outline(graph));
    List<String> broken = ProgramVerifier.verify(program);
    if (!broken.isEmpty()) {
      throw new CompilerBug("lowering " + graph.name() + ": " + String.join("; ", broken));
    }
    return program;
  }

  /**
   * The program that computes {@code graph}, with every temporary at offset 0: enough to say what it costs, not to run it.
   *
   * @throws IllegalArgumentException if a dimension is symbolic
   */
  public static Program outline(Graph graph) {
    for (Node node : graph.nodes()) {
      for (Value value : node.results()) {
        if (!value.type().shape().isStatic()) {
          throw new IllegalArgumentException(value + " has a symbolic dimension");
        }
      }
    }
    return new Lowering(graph).program();
  }

  private Program program() {
    Map<String, Integer> inputs = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input) {
        inputs.put(node.name(), buffer(node.result(), new Storage.Given(node.name())));
      }
    }
    for (Fusion.Part part : fusion.parts()) {
      switch (part) {
        case Fusion.Part.View(Value value, Value of) -> buffer(value, view(id(of)));
        case Fusion.Part.Run(FusedKernel kernel) -> steps.add(step(kernel));
      }
    }
    Map<String, Integer> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((name, value) -> outputs.put(name, id(fusion.resolve(value))));
    return new Program(graph.name(), buffers, steps, Collections.unmodifiableMap(inputs), Collections.unmodifiableMap(outputs), 0);
  }

  /** A view of a buffer; one of a view is one of what that shows, so that finding its home takes one step. */
  private Storage view(int of) {
    Storage storage = buffers.get(of).storage();
    return storage instanceof Storage.Alias ? storage : new Storage.Alias(of);
  }

  private Step step(FusedKernel kernel) {
    List<Integer> inputs = kernel.inputs().stream().map(this::id).toList();
    List<Integer> outputs = kernel.results().stream().map(value -> buffer(value, new Storage.Arena(0))).toList();
    var origin = kernel.origin();
    return new Step(origin.toString(), kernel.op(), kernel.epilogue(), inputs, outputs, origin);
  }

  /** The buffer of a value that has one, or is a weight. */
  private int id(Value value) {
    Integer id = ids.get(value);
    if (id != null) {
      return id;
    }
    if (value.producer().op() instanceof Constant(var tensor)) {
      return buffer(value, new Storage.Weight(tensor));
    }
    throw new CompilerBug("lowering " + graph.name() + ": " + value + " is read before it is computed");
  }

  private int buffer(Value value, Storage storage) {
    int id = buffers.size();
    buffers.add(new Buffer(id, value.name(), value.type(), storage));
    ids.put(value, id);
    return id;
  }
}
