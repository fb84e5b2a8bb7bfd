package netc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import netc.Compiler;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.op.Input;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;

/**
 * A network to time, at batch 1, as both sides get it: without any rewrite.
 *
 * @param name the net's name
 * @param graph the network
 */
record Subject(String name, Graph graph) {
  /** Of a file, or of a net of the zoo by name. */
  static Subject of(Compiler compiler, String model, Path zoo) {
    Path file = Path.of(model);
    Graph graph = compiler.load(Files.exists(file) ? file : zoo.resolve(model + ".net")).graph();
    Map<String, Long> sizes = new HashMap<>();
    for (Node input : graph.inputs()) {
      if (input.op() instanceof Input(var type, _)) {
        type.shape().dims().stream().filter(Dim.Symbol.class::isInstance).forEach(dim -> sizes.put(dim.toString(), 1L));
      }
    }
    return new Subject(graph.name(), sizes.isEmpty() ? graph : graph.bind(sizes));
  }

  /** What it is run on. */
  Map<String, Tensor> inputs() {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    graph.inputs().forEach(input -> inputs.put(input.result().name(), noise(input.type().shape())));
    return inputs;
  }

  /** Numbers in ±1, the same ones for the same shape. */
  static Tensor noise(Shape shape) {
    var random = new SplittableRandom(1);
    float[] elements = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextDouble(-1, 1);
    }
    return Tensor.of(shape, elements);
  }

  /** Writes it in the form that {@code ending} says, with its weights. */
  Path save(Compiler compiler, Path folder, String ending) throws IOException {
    Path file = folder.resolve(name + ending);
    Files.deleteIfExists(file);
    compiler.save(file, graph);
    return file;
  }
}
