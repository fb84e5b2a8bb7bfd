package netc.onnximport;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import netc.formats.AtomicFile;
import netc.formats.Samples;
import netc.formats.onnx.proto.OnnxProto.GraphProto;
import netc.formats.onnx.proto.OnnxProto.ModelProto;
import netc.formats.onnx.proto.OnnxProto.NodeProto;
import netc.formats.onnx.proto.OnnxProto.StringStringEntryProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Models whose weights are made by ConstantOfShape. */
final class LightModels {
  /** The file of random weights. */
  static final String WEIGHTS = "weights.bin";

  private static final int PAGE = 4096;

  private LightModels() {}

  /** What the expected outputs were computed from: i / n for the i-th of n elements. */
  static Tensor ramp(TensorType type) {
    float[] elements = new float[Math.toIntExact(type.shape().elements())];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) ((double) i / elements.length);
    }
    return Tensor.of(type.shape(), elements);
  }

  /** Writes the model with random weights, which are in a file of their own, and without the Softmax at its end, which would level them out. */
  static Path withRandomWeights(Path model, Path folder) throws IOException {
    ModelProto.Builder light = ModelProto.parseFrom(Files.readAllBytes(model)).toBuilder();
    GraphProto.Builder graph = light.getGraphBuilder();
    Map<String, TensorProto> initializers = new HashMap<>();
    graph.getInitializerList().forEach(initializer -> initializers.put(initializer.getName(), initializer));
    Set<String> scales = scales(graph);
    var kept = graph.getNodeList().stream().filter(node -> !isWeight(node) && !node.getOpType().equals("Softmax")).toList();
    AtomicFile.write(folder.resolve(WEIGHTS), file -> {
      long at = 0;
      for (NodeProto node : graph.getNodeList()) {
        if (isWeight(node)) {
          Tensor tensor = random(node.getOutput(0), Samples.at(initializers, node.getInput(0)), scales.contains(node.getOutput(0)));
          file.write(tensor);
          file.write(new byte[Math.floorMod(-tensor.type().bytes(), PAGE)]);
          graph.addInitializer(pointer(node.getOutput(0), tensor.type(), at));
          at += Math.ceilDiv(tensor.type().bytes(), PAGE) * (long) PAGE;
        } else if (node.getOpType().equals("Softmax")) {
          graph.getOutputBuilder(0).setName(node.getInput(0));
          graph.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
        }
      }
    });
    graph.clearNode().addAllNode(kept);
    light.setIrVersion(4); // from which on initializers need not be inputs
    Path written = folder.resolve(model.getFileName());
    Files.write(written, light.build().toByteArray());
    return written;
  }

  private static boolean isWeight(NodeProto node) {
    return node.getOpType().equals("ConstantOfShape");
  }

  /** What channels are multiplied by or divided by, which must not be small. */
  private static Set<String> scales(GraphProto.Builder graph) {
    Set<String> scales = new HashSet<>();
    for (NodeProto node : graph.getNodeList().reversed()) {
      switch (node.getOpType()) {
        case "BatchNormalization" -> scales.addAll(Set.of(node.getInput(1), node.getInput(4)));
        case "Mul" -> scales.add(node.getInput(1));
        case "Unsqueeze" -> {
          if (scales.contains(node.getOutput(0))) {
            scales.add(node.getInput(0));
          }
        }
        default -> {}
      }
    }
    return scales;
  }

  private static Tensor random(String name, TensorProto dims, boolean scale) {
    long[] sizes = dims.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
    if (sizes.length == 0) {
      LongBuffer raw = dims.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
      sizes = new long[raw.remaining()];
      raw.get(sizes);
    }
    return Tensor.initial(TensorType.f32(sizes), scale ? new Init.Uniform(0.7, 1.4) : Init.standard(Shape.of(sizes)), name, 3);
  }

  private static TensorProto pointer(String name, TensorType type, long offset) {
    TensorProto.Builder pointer = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    for (int axis = 0; axis < type.rank(); axis++) {
      pointer.addDims(type.size(axis));
    }
    return pointer.addExternalData(entry("location", WEIGHTS)).addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(type.bytes()))).build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
