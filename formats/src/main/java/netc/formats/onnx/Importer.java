package netc.formats.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import netc.formats.MappedFile;
import netc.formats.onnx.proto.OnnxProto.GraphProto;
import netc.formats.onnx.proto.OnnxProto.ModelProto;
import netc.formats.onnx.proto.OnnxProto.NodeProto;
import netc.formats.onnx.proto.OnnxProto.OperatorSetIdProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.formats.onnx.proto.OnnxProto.ValueInfoProto;
import netc.ir.Graph;
import netc.ir.diag.Code;
import netc.ir.diag.DiagnosticException;

/** Turns the nodes of a model into those of a graph, one after the other; nodes that no output needs are left out. */
final class Importer {
  private static final int FIRST_OPSET = 6;
  private static final int LAST_OPSET = 21;

  /** What shape arithmetic may make in all: a network's is a few hundred numbers. */
  private static final int MAX_INTEGERS = 1 << 21;

  private final MappedFile file;
  private final ModelProto model;
  private final GraphProto graph;
  private final TensorReader tensors;
  private final OnnxImport.Options options;
  private final ImportedGraph out;
  private final Problems problems;
  private final Map<String, Operand> operands = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private int integers;

  Importer(MappedFile file, ModelProto model, TensorReader tensors, OnnxImport.Options options) {
    this.file = file;
    this.model = model;
    this.graph = model.getGraph();
    this.tensors = tensors;
    this.options = options;
    this.out = new ImportedGraph(Inputs.identifier(graph.getName(), "model"));
    this.problems = new Problems(file);
  }

  /**
   * The graph.
   *
   * @throws DiagnosticException if there is none
   */
  Graph run() {
    int opset = opset();
    for (TensorProto initializer : graph.getInitializerList()) {
      initializers.put(initializer.getName(), initializer);
    }
    defineInputs();
    Set<NodeProto> needed = needed();
    Set<String> used = uses(needed);
    for (NodeProto node : graph.getNodeList()) {
      if (needed.contains(node)) {
        convert(node, opset, used);
      }
    }
    problems.throwIfAny();
    defineOutputs();
    problems.throwIfAny();
    return out.build();
  }

  private int opset() {
    long version = 1;
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      version = set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx") ? set.getVersion() : version;
    }
    if (version < FIRST_OPSET || version > LAST_OPSET) {
      throw file.failure(Code.UNSUPPORTED_OPERATOR, "operator set " + version + ", expected " + FIRST_OPSET + " … " + LAST_OPSET);
    }
    return (int) version;
  }

  /** What is computed at run time. Older models list their initializers among the inputs, too. */
  private void defineInputs() {
    var inputs = new Inputs(file, options.shapes(), model.getMetadataPropsList());
    for (ValueInfoProto input : graph.getInputList()) {
      String name = input.getName();
      if (!initializers.containsKey(name) && operands.put(name, out.input(name, inputs.input(input))) != null) {
        throw file.corrupt("two inputs are called \"" + name + "\"");
      }
    }
    inputs.requireAllUsed();
  }

  /** The nodes that outputs depend on. */
  private Set<NodeProto> needed() {
    Map<String, NodeProto> producers = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && (producers.put(output, node) != null || operands.containsKey(output))) {
          throw file.corrupt("two values are called \"" + output + "\"");
        }
      }
    }
    // By identity: messages are equal if their contents are.
    Set<NodeProto> found = Collections.newSetFromMap(new IdentityHashMap<>());
    var pending = new ArrayDeque<String>();
    graph.getOutputList().forEach(output -> pending.add(output.getName()));
    while (!pending.isEmpty()) {
      NodeProto node = producers.get(pending.remove());
      if (node != null && found.add(node)) {
        pending.addAll(node.getInputList());
      }
    }
    return found;
  }

  private Set<String> uses(Set<NodeProto> nodes) {
    Set<String> used = new HashSet<>();
    nodes.forEach(node -> used.addAll(node.getInputList()));
    graph.getOutputList().forEach(output -> used.add(output.getName()));
    return used;
  }

  private void convert(NodeProto node, int opset, Set<String> used) {
    List<Operand> results = List.of();
    try {
      Operators.requireKnown(node);
      var inputs = new ArrayList<Optional<Operand>>();
      for (String input : node.getInputList()) {
        inputs.add(input.isEmpty() ? Optional.empty() : Optional.of(operand(input)));
      }
      if (!inputs.contains(Optional.<Operand>of(new Operand.Refused()))) {
        results = Operators.convert(new Operator(out, tensors, node, inputs, opset));
        requireUnused(node, results.size(), used);
      }
    } catch (Refusal refusal) {
      problems.add(node, refusal);
      results = List.of();
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      define(node.getOutput(i), i < results.size() ? results.get(i) : new Operand.Refused());
    }
  }

  private void define(String name, Operand operand) {
    operands.put(name, operand);
    integers += operand instanceof Operand.Integers(_, var elements) ? elements.size() : 0;
    if (integers > MAX_INTEGERS) {
      throw file.failure(Code.GRAPH_SIZE, "more than " + MAX_INTEGERS + " integers in constants and shapes");
    }
  }

  /** The results that training needs, indices and masks, are none of netc's. */
  private static void requireUnused(NodeProto node, int results, Set<String> used) {
    for (int i = results; i < node.getOutputCount(); i++) {
      if (!node.getOutput(i).isEmpty() && used.contains(node.getOutput(i))) {
        throw Refusal.unsupported("use of result " + (i + 1));
      }
    }
  }

  private Operand operand(String name) {
    Operand known = operands.get(name);
    if (known != null) {
      return known;
    }
    TensorProto initializer = initializers.get(name);
    if (initializer == null) {
      throw Refusal.invalid(Code.CORRUPT_FILE, "input \"" + name + "\" is defined nowhere before it");
    }
    Operand read;
    try {
      read = tensors.read(initializer, name);
    } catch (Refusal refusal) {
      problems.add(initializer, refusal);
      read = new Operand.Refused();
    }
    define(name, read);
    return read;
  }

  private void defineOutputs() {
    if (graph.getOutputCount() == 0) {
      throw file.corrupt("the model has no output");
    }
    Set<String> names = new HashSet<>();
    for (ValueInfoProto output : graph.getOutputList()) {
      String name = output.getName();
      if (name.isEmpty() || !names.add(name)) {
        throw file.corrupt("an output without a name, or two of the name \"" + name + "\"");
      }
      try {
        out.output(name, operand(name));
      } catch (Refusal refusal) {
        problems.add(output, refusal);
      }
    }
  }
}
