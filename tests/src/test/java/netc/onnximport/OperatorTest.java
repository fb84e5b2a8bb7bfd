package netc.onnximport;

import static netc.onnximport.TestModel.integer;
import static netc.onnximport.TestModel.list;
import static netc.onnximport.TestModel.number;
import static netc.onnximport.TestModel.opset;
import static netc.onnximport.TestModel.tensor;
import static netc.onnximport.TestModel.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import netc.formats.onnx.OnnxExport;
import netc.formats.onnx.OnnxImport;
import netc.ir.Graph;
import netc.ir.Structure;
import netc.ir.Verifier;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every operator as exporters write it, at odd sizes: what is imported computes what ONNX Runtime does, and can be exported and imported again. */
class OperatorTest {
  private static final Init POSITIVE = new Init.Uniform(0.5, 1.5);

  private static final Set<String> COMPOSED = Set.of("Mish", "Gelu");

  @TempDir
  Path folder;

  private final Map<String, TestModel> models = new LinkedHashMap<>();

  @TestFactory
  Stream<DynamicTest> agreesWithOnnxRuntime() {
    convolutions();
    matrices();
    pooling();
    normalizations();
    functions();
    arithmetic();
    movement();
    selection();
    resizing();
    reductions();
    return models.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
  }

  private void check(TestModel model) throws IOException, OrtException {
    Path file = folder.resolve("model.onnx");
    model.write(file);
    Graph graph = Comparison.agrees(file, 4e-6);
    assertThat(Verifier.verify(graph)).isEmpty();
    graph.outputs().forEach((name, value) -> assertThat(value.name()).isEqualTo(name));
    Graph again = exportedAndImported(graph);
    // an operator that is newer than the operator set of the export comes back as what it is made of, and stays so
    Graph last = COMPOSED.contains(model.type()) ? exportedAndImported(again) : graph;
    assertThat(Structure.difference(again, last)).isEmpty();
  }

  private Graph exportedAndImported(Graph graph) {
    Path exported = folder.resolve("exported.onnx");
    OnnxExport.write(exported, graph, OnnxExport.Options.DEFAULT);
    return OnnxImport.read(exported, OnnxImport.Options.STANDARD).graph();
  }

  private void add(String name, TestModel model) {
    models.put(name, model);
  }

  /** A model of one operator from the input x to the output y, with a batch of any size. */
  private static TestModel image(int version) {
    return opset(version).input("x", 0, 6, 9, 11).output("y");
  }

  private void convolutions() {
    add("conv", image(13).weight("w", 8, 3, 3, 2).weight("b", 8)
        .node("Conv", "x w b -> y", list("strides", 2, 1), list("pads", 1, 0, 2, 1), list("dilations", 1, 2), integer("group", 2)));
    for (String auto : new String[] {"SAME_UPPER", "SAME_LOWER", "VALID"}) {
      add("conv " + auto, image(13).weight("w", 5, 6, 4, 3)
          .node("Conv", "x w -> y", text("auto_pad", auto), list("strides", 2, 3), list("kernel_shape", 4, 3)));
    }
    add("conv in one dimension", opset(11).input("x", 0, 4, 15).output("y").weight("w", 6, 2, 3).weight("b", 6)
        .node("Conv", "x w b -> y", list("strides", 2), list("pads", 2, 1), integer("group", 2)));
    add("conv with a constant weight", image(9)
        .node("Constant", "-> w", tensor("value", TestModel.tensor(Tensor.initial(TensorType.f32(4, 6, 1, 1), POSITIVE, "w", 1))))
        .node("Conv", "x w -> y"));
    add("conv of constant shape", image(9).integers("shape", 4, 6, 3, 3)
        .node("ConstantOfShape", "shape -> w", tensor("value", TestModel.tensor(Tensor.of(Shape.of(1), 0.3f))))
        .node("Conv", "x w -> y"));
    add("conv_transpose", image(11).weight("w", 6, 4, 3, 2).weight("b", 8)
        .node("ConvTranspose", "x w b -> y", list("strides", 3, 2), list("pads", 1, 0, 2, 1), list("output_padding", 2, 1),
            integer("group", 2)));
    add("conv_transpose dilated", image(11).weight("w", 6, 4, 3, 2).node("ConvTranspose", "x w -> y", list("dilations", 2, 3)));
    add("conv_transpose SAME_UPPER", image(11).weight("w", 6, 4, 4, 3)
        .node("ConvTranspose", "x w -> y", list("strides", 2, 2), text("auto_pad", "SAME_UPPER")));
    add("conv_transpose SAME_LOWER", image(11).weight("w", 6, 4, 3, 4)
        .node("ConvTranspose", "x w -> y", list("strides", 2, 3), text("auto_pad", "SAME_LOWER")));
    add("conv_transpose to a size", image(11).weight("w", 6, 4, 4, 3)
        .node("ConvTranspose", "x w -> y", list("strides", 2, 2), list("output_shape", 17, 22)));
    add("conv_transpose in one dimension", opset(11).input("x", 0, 4, 15).output("y").weight("w", 4, 3, 3)
        .node("ConvTranspose", "x w -> y", list("strides", 2), list("output_padding", 1)));
  }

  private void matrices() {
    TestModel[] gemm = new TestModel[4];
    for (int i = 0; i < 4; i++) {
      boolean transposes = i % 2 == 1;
      gemm[i] = (i < 2 ? opset(13).input("x", 0, 5) : opset(13).input("x", 5, 3)).output("y")
          .weight("w", transposes ? new long[] {7, 5} : new long[] {5, 7}).weight("b", i == 3 ? new long[] {1, 7} : new long[] {7})
          .node("Gemm", "x w b -> y", integer("transA", i < 2 ? 0 : 1), integer("transB", transposes ? 1 : 0), number("alpha", 0.5f),
              number("beta", i == 2 ? 1 : 2));
      add("gemm " + i, gemm[i]);
    }
    add("gemm without a bias", opset(11).input("x", 0, 5).output("y").weight("w", 5, 7).node("Gemm", "x w -> y"));
    add("gemm with a scalar", opset(13).input("x", 0, 5).output("y").weight("w", 5, 7).scalar("b", 0.7f).node("Gemm", "x w b -> y"));
    add("gemm with a matrix", opset(13).input("x", 3, 5).output("y").weight("w", 5, 7).weight("b", 3, 7).node("Gemm", "x w b -> y"));
    add("gemm with a computed addend",
        opset(13).input("x", 0, 5).input("c", 0, 7).output("y").weight("w", 5, 7).node("Gemm", "x w c -> y", number("beta", 0.3f)));
    add("matmul", opset(13).input("x", 0, 5).output("y").weight("w", 5, 7).node("MatMul", "x w -> y"));
    add("matmul with a transposed weight",
        opset(13).input("x", 0, 5).output("y").weight("w", 7, 5).node("Transpose", "w -> t").node("MatMul", "x t -> y"));
    add("matmul of rows", opset(13).input("x", 0, 3, 4, 5).output("y").weight("w", 5, 7).weight("b", 7).node("MatMul", "x w -> m")
        .node("Add", "m b -> y"));
    add("matmul of computed matrices",
        opset(13).input("x", 0, 3, 4, 5).input("z", 0, 3, 5, 6).output("y").node("MatMul", "x z -> y"));
    add("matmul of computed matrices, broadcast",
        opset(13).input("x", 2, 3, 4, 5).input("z", 3, 5, 6).output("y").node("MatMul", "x z -> y"));
    add("matmul of two inputs", opset(13).input("x", 4, 5).input("z", 5, 6).output("y").node("MatMul", "x z -> y"));
    add("matmul from the left", opset(13).input("x", 0, 4, 5).output("y").weight("w", 7, 4).node("MatMul", "w x -> y"));
    add("matmul by a vector", opset(13).input("x", 0, 4, 5).output("y").weight("w", 5).node("MatMul", "x w -> y"));
    add("matmul of a vector", opset(13).input("x", 0, 4, 5).output("y").weight("w", 4).node("MatMul", "w x -> y"));
  }

  private void pooling() {
    add("max pool", image(12).node("MaxPool", "x -> y", list("kernel_shape", 3, 2), list("strides", 2, 3), list("pads", 1, 0, 2, 1),
        list("dilations", 1, 2)));
    add("max pool rounding up",
        image(12).node("MaxPool", "x -> y", list("kernel_shape", 3, 3), list("strides", 2, 4), integer("ceil_mode", 1)));
    add("max pool SAME_LOWER", image(12).node("MaxPool", "x -> y", list("kernel_shape", 4, 2), list("strides", 2, 2),
        text("auto_pad", "SAME_LOWER")));
    add("max pool in one dimension",
        opset(8).input("x", 0, 4, 15).output("y").node("MaxPool", "x -> y", list("kernel_shape", 3), list("strides", 2),
            list("pads", 1, 1)));
    add("max pool rounding up with padding", image(12).node("MaxPool", "x -> y", list("kernel_shape", 3, 3), list("strides", 3, 4),
        list("pads", 1, 1, 0, 1), integer("ceil_mode", 1)));
    for (int counts = 0; counts < 2; counts++) {
      add("average pool rounding up with padding " + counts, image(19).node("AveragePool", "x -> y", list("kernel_shape", 3, 5),
          list("strides", 3, 3), list("pads", 1, 1, 0, 1), integer("ceil_mode", 1), integer("count_include_pad", counts)));
      add("average pool " + counts, image(11).node("AveragePool", "x -> y", list("kernel_shape", 3, 2), list("strides", 2, 3),
          list("pads", 1, 0, 2, 1), integer("count_include_pad", counts)));
    }
    add("average pool rounding up",
        image(11).node("AveragePool", "x -> y", list("kernel_shape", 3, 3), list("strides", 2, 4), integer("ceil_mode", 1)));
    add("average pool in one dimension", opset(19).input("x", 0, 4, 15).output("y")
        .node("AveragePool", "x -> y", list("kernel_shape", 4), list("strides", 3), list("pads", 0, 2)));
    add("global average pool", image(13).node("GlobalAveragePool", "x -> y"));
    add("global average pool in one dimension", opset(13).input("x", 0, 4, 15).output("y").node("GlobalAveragePool", "x -> y"));
    add("global max pool", image(13).node("GlobalMaxPool", "x -> y"));
  }

  private void normalizations() {
    add("batch normalization", image(13).weight("s", 6).weight("b", 6).weight("m", 6).weight("v", POSITIVE, 6)
        .node("BatchNormalization", "x s b m v -> y", number("epsilon", 0.01f), number("momentum", 0.8f)));
    add("batch normalization followed by what it should have done", image(9).weight("s", 6).weight("b", 6).weight("m", 6)
        .weight("v", POSITIVE, 6).weight("g", 6).weight("h", 6, 1, 1).node("BatchNormalization", "x s b m v -> n")
        .node("Unsqueeze", "g -> u", list("axes", 1, 2)).node("Mul", "n u -> p").node("Add", "p h -> y"));
    add("batch normalization of vectors", opset(14).input("x", 0, 6).output("y").weight("s", 6).weight("b", 6).weight("m", 6)
        .weight("v", POSITIVE, 6).node("BatchNormalization", "x s b m v -> y", integer("training_mode", 0)));
    add("lrn", image(13).node("LRN", "x -> y", integer("size", 5), number("alpha", 0.5f), number("beta", 0.6f), number("bias", 2)));
    add("softmax", opset(13).input("x", 0, 7).output("y").node("Softmax", "x -> y"));
    add("softmax of channels", image(13).node("Softmax", "x -> y", integer("axis", 1)));
    add("softmax of the batch", opset(13).input("x", 4, 3).output("y").node("Softmax", "x -> y", integer("axis", 0)));
    add("old softmax of all that follows", image(11).node("Softmax", "x -> y"));
    add("old softmax of a map", opset(11).input("x", 2, 6, 9, 11).output("y").node("Softmax", "x -> y", integer("axis", 2)));
    add("old softmax of the last axis", image(11).node("Softmax", "x -> y", integer("axis", -1)));
    add("old softmax of a column", opset(9).input("x", 0, 6, 1, 1).output("y").node("Softmax", "x -> y", integer("axis", 1)));
  }

  private void functions() {
    for (String type : new String[] {"Relu", "Sigmoid", "Tanh", "HardSwish", "Mish", "Softplus", "Erf", "Exp", "Abs", "Neg", "LeakyRelu",
      "Elu",
      "Selu", "Celu", "HardSigmoid", "Softsign", "Identity"}) {
      add(type, image(18).node(type, "x -> y"));
    }
    add("log, sqrt, reciprocal", image(13).scalar("two", 2).node("Add", "x two -> a").node("Log", "a -> l").node("Sqrt", "a -> r")
        .node("Reciprocal", "a -> c").node("Sum", "l r c -> y"));
    add("gelu", image(20).node("Gelu", "x -> y"));
    add("gelu by tanh", image(20).node("Gelu", "x -> y", text("approximate", "tanh")));
    add("functions with attributes", image(13).node("LeakyRelu", "x -> a", number("alpha", 0.3f))
        .node("Elu", "a -> b", number("alpha", 0.4f)).node("Selu", "b -> c", number("alpha", 1.1f), number("gamma", 0.9f))
        .node("Celu", "c -> d", number("alpha", 0.7f)).node("HardSigmoid", "d -> y", number("alpha", 0.3f), number("beta", 0.4f)));
    add("hard sigmoid of MobileNetV3",
        image(13).node("HardSigmoid", "x -> g", number("alpha", 1 / 6f)).node("Mul", "x g -> y"));
    add("prelu of channels", image(13).weight("s", 6, 1, 1).node("PRelu", "x s -> y"));
    add("prelu of one slope", image(13).weight("s", 1).node("PRelu", "x s -> y"));
    add("clip by attributes", image(10).node("Clip", "x -> y", number("min", -0.25f), number("max", 0.5f)));
    add("clip by inputs", image(13).scalar("low", -0.25f).scalar("high", 0.5f).node("Clip", "x low high -> y"));
    add("clip by one bound", image(13).node("Constant", "-> high", number("value_float", 0.3f)).node("Clip", "x _ high -> y"));
    add("dropout", image(13).scalar("ratio", 0.5f).node("Dropout", "x ratio -> y"));
    add("old dropout", image(10).node("Dropout", "x -> y mask", number("ratio", 0.3f)));
  }

  private void arithmetic() {
    for (String type : new String[] {"Add", "Sub", "Mul", "Div", "Min", "Max"}) {
      add(type, image(13).weight("w", POSITIVE, 6, 1, 11).node(type, "x w -> y"));
      add(type + " from the left", image(13).weight("w", POSITIVE, 11).node("Exp", "x -> e").node(type, "w e -> y"));
    }
    add("Pow", image(13).node("Exp", "x -> e").weight("w", 6, 1, 1).node("Pow", "e w -> y"));
    add("square", image(13).node("Constant", "-> two", number("value_float", 2)).node("Pow", "x two -> y"));
    for (String type : new String[] {"Sum", "Min", "Max", "Mean"}) {
      add(type + " of three", opset(13).input("x", 0, 5).input("z", 0, 5).weight("w", 5).output("y").node(type, "x z w -> y"));
      add(type + " of one", opset(13).input("x", 0, 5).output("y").node(type, "x -> y"));
    }
    add("arithmetic on constants", opset(13).input("x", 0, 5).output("y").weight("w", 5).weight("v", POSITIVE, 5)
        .node("Sub", "w v -> a").node("Div", "a v -> b").node("Identity", "b -> c").node("Mul", "x c -> y"));
  }

  private void movement() {
    add("concat", image(13).node("Relu", "x -> r").weight("w", 2, 6, 1, 11).node("Concat", "x r x -> y", integer("axis", -3)));
    add("split equally", image(13).node("Split", "x -> a b c", integer("axis", 1)).node("Concat", "c a b -> y", integer("axis", 1)));
    add("split by sizes", image(13).integers("sizes", 1, 3, 2).node("Split", "x sizes -> a b c", integer("axis", 1))
        .node("Concat", "c a b -> y", integer("axis", 1)));
    add("split by an attribute", image(11).node("Split", "x -> a b", integer("axis", 1), list("split", 4, 2))
        .node("Concat", "b a -> y", integer("axis", 1)));
    add("split by a number", image(18).node("Split", "x -> a b c d", integer("axis", 3), integer("num_outputs", 4))
        .node("Concat", "b d c a -> y", integer("axis", 3)));
    add("flatten", image(13).node("Flatten", "x -> y"));
    add("flatten nothing", opset(13).input("x", 2, 3, 4).output("y").node("Flatten", "x -> y", integer("axis", 0)));
    add("flatten later", opset(13).input("x", 2, 3, 4).output("y").node("Flatten", "x -> y", integer("axis", -1)));
    add("reshape", image(13).integers("s", 0, 3, 2, -1).node("Reshape", "x s -> y"));
    add("reshape to the batch", image(13).integers("s", -1, 594).node("Reshape", "x s -> y"));
    add("transpose", image(13).node("Transpose", "x -> y", list("perm", 0, 2, 3, 1)));
    add("transpose all", opset(13).input("x", 2, 3, 4).output("y").node("Transpose", "x -> y"));
    add("squeeze and unsqueeze", opset(11).input("x", 0, 1, 5, 1).output("y").node("Squeeze", "x -> s", list("axes", 1, -1))
        .node("Unsqueeze", "s -> y", list("axes", 1, 3, 4)));
    add("squeeze and unsqueeze by inputs", opset(13).input("x", 0, 1, 5, 1).output("y").integers("a", -1).integers("b", 2)
        .node("Squeeze", "x a -> s").node("Unsqueeze", "s b -> y"));
    add("shuffle", image(13).integers("g", 0, 3, 2, 9, 11).integers("u", 0, 6, 9, 11).node("Reshape", "x g -> r")
        .node("Transpose", "r -> t", list("perm", 0, 2, 1, 3, 4)).node("Reshape", "t u -> y"));
    add("pad", image(13).integers("p", 0, 0, 1, 2, 0, 0, 0, 3).scalar("v", 0.5f).node("Pad", "x p v -> y"));
    add("pad by attributes", image(10).node("Pad", "x -> y", list("pads", 0, 0, 1, 2, 0, 0, 0, 3), number("value", 0.5f)));
    add("pad some axes", image(18).integers("p", 1, 2, 0, 3).integers("a", 2, -1).node("Pad", "x p _ a -> y"));
    add("pad in one dimension", opset(13).input("x", 0, 4, 7).output("y").integers("p", 0, 0, 1, 0, 0, 2).node("Pad", "x p -> y"));
  }

  private void selection() {
    add("slice",
        image(13).integers("s", 1, -3, 0).integers("e", 5, 1000, Long.MAX_VALUE).integers("a", 1, -1, 0).node("Slice", "x s e a -> y"));
    add("slice by steps", image(13).integers("s", 1, 0).integers("e", 1000, -1).integers("a", 2, 3).integers("p", 2, 3)
        .node("Slice", "x s e a p -> y"));
    add("slice by attributes", image(9).node("Slice", "x -> y", list("starts", 2), list("ends", 4), list("axes", 1)));
    add("slice nothing", image(13).integers("s", 0).integers("e", Integer.MAX_VALUE).integers("a", 0).node("Slice", "x s e a -> y"));
    add("gather one", image(13).node("Constant", "-> i", integer("value_int", -2)).node("Gather", "x i -> y", integer("axis", 1)));
    add("gather a run", image(13).integers("i", 2, 3, 4).node("Gather", "x i -> y", integer("axis", 3)));
    add("gather some", image(13).integers("i", 5, 0, 3, 0).node("Gather", "x i -> y", integer("axis", 1)));
    add("gather from a constant",
        image(13).weight("w", 4, 6, 1, 1).node("Constant", "-> i", integer("value_int", 2)).node("Gather", "w i -> g")
            .node("Mul", "x g -> y"));
    add("tile nothing", image(13).integers("r", 1, 1, 1, 1).node("Tile", "x r -> y"));
    add("tile", image(13).integers("r", 1, 2, 3, 1).node("Tile", "x r -> y"));
    add("expand", opset(13).input("x", 0, 6, 1, 1).output("y").node("Shape", "x -> s").integers("z", 0).integers("o", 1)
        .node("Slice", "s z o -> n").integers("rest", 6, 3, 4).node("Concat", "n rest -> t", integer("axis", 0))
        .node("Expand", "x t -> y"));
    add("depth to space", opset(13).input("x", 0, 12, 3, 5).output("y").node("DepthToSpace", "x -> y", integer("blocksize", 2)));
    add("pixel shuffle",
        opset(13).input("x", 0, 12, 3, 5).output("y").node("DepthToSpace", "x -> y", integer("blocksize", 2), text("mode", "CRD")));
    add("space to depth", opset(13).input("x", 0, 3, 4, 6).output("y").node("SpaceToDepth", "x -> y", integer("blocksize", 2)));
    add("pad reflecting", image(13).integers("p", 0, 0, 1, 2, 0, 0, 0, 3).node("Pad", "x p -> y", text("mode", "reflect")));
    add("pad repeating the edge", image(11).integers("p", 0, 0, 1, 2, 0, 0, 10, 3).node("Pad", "x p -> y", text("mode", "edge")));
    add("pad cutting off", image(11).integers("p", 0, 0, -1, 2, 0, 0, -2, -3).node("Pad", "x p -> y"));
  }

  private void resizing() {
    for (String coordinates : new String[] {"half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"}) {
      add("resize linear " + coordinates, image(13).integers("s", 2, 6, 20, 7)
          .initializer(TestModel.floats(1, 1, 2, 3).setName("c"))
          .node("Resize", "x _ c -> r", text("mode", "linear"), text("coordinate_transformation_mode", coordinates))
          .node("Shape", "x -> h").integers("z", 0).integers("t", 2).node("Slice", "h z t -> n").integers("q", 7, 20)
          .node("Concat", "n q -> u", integer("axis", 0))
          .node("Resize", "r _ _ u -> y", text("mode", "linear"), text("coordinate_transformation_mode", coordinates)));
      for (String nearest : new String[] {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}) {
        add("resize nearest " + coordinates + " " + nearest, image(13).initializer(TestModel.floats(1, 1, 2, 3).setName("c"))
            .node("Resize", "x _ c -> y", text("mode", "nearest"), text("coordinate_transformation_mode", coordinates),
                text("nearest_mode", nearest)));
      }
    }
    add("resize by old scales", image(10).initializer(TestModel.floats(1, 1, 2, 2).setName("c")).node("Resize", "x c -> y"));
    add("resize by old scales to less",
        image(10).initializer(TestModel.floats(1, 1, 2 / 3f, 1).setName("c")).node("Resize", "x c -> y"));
    add("resize linear by old scales to less and to more",
        image(10).initializer(TestModel.floats(1, 1, 2 / 3f, 2).setName("c")).node("Resize", "x c -> y", text("mode", "linear")));
    add("resize some axes", image(18).integers("s", 4, 20).node("Resize", "x _ _ s -> y", list("axes", 2, 3)));
    add("resize with empty inputs",
        image(11).initializer(TestModel.floats().setName("e")).initializer(TestModel.floats(1, 1, 1, 2).setName("c"))
            .node("Resize", "x e c -> y"));
    add("upsample", image(9).initializer(TestModel.floats(1, 1, 3, 2).setName("c")).node("Upsample", "x c -> y"));
    add("old upsample", image(8).node("Upsample", "x -> y", TestModel.numbers("scales", 1, 1, 2, 2), text("mode", "linear")));
  }

  private void reductions() {
    for (String type : new String[] {"ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL2"}) {
      add(type, image(12).node(type, "x -> y", list("axes", -1, 1)));
      add(type + " away", image(12).node(type, "x -> y", list("axes", 2), integer("keepdims", 0)));
    }
    add("reduce by an input", image(18).integers("a", 1, 3).node("ReduceMean", "x a -> m").node("ReduceSum", "m a -> y"));
    add("reduce all", opset(13).input("x", 2, 3, 4).output("y").node("ReduceMean", "x -> y", integer("keepdims", 0)));
    add("reduce nothing", image(13).node("ReduceSum", "x -> y", integer("noop_with_empty_axes", 1)));
    add("mean of maps", image(13).node("ReduceMean", "x -> y", list("axes", 2, 3)));
    add("mean of maps, flat", image(13).node("ReduceMean", "x -> y", list("axes", -2, -1), integer("keepdims", 0)));
    add("layer normalization", opset(17).input("x", 0, 4, 7).output("y").weight("g", 7).weight("b", 7)
        .node("LayerNormalization", "x g b -> y", number("epsilon", 0.01f)));
    add("layer normalization of a map", image(17).weight("g", 6, 9, 11).node("LayerNormalization", "x g -> y", integer("axis", 1)));
    add("layer normalization of channels as PyTorch exports it", image(13).integers("a", 1).weight("g", 6, 1, 1).scalar("two", 2)
        .scalar("e", 1e-6f).node("ReduceMean", "x -> m", list("axes", 1)).node("Sub", "x m -> d").node("Pow", "d two -> q")
        .node("ReduceMean", "q -> v", list("axes", 1)).node("Add", "v e -> w").node("Sqrt", "w -> s").node("Div", "d s -> n")
        .node("Mul", "n g -> y"));
    add("instance normalization", image(13).weight("g", 6).weight("b", 6).node("InstanceNormalization", "x g b -> y"));
    add("log softmax", opset(13).input("x", 0, 7).output("y").node("LogSoftmax", "x -> y"));
    add("old log softmax", image(11).node("LogSoftmax", "x -> y"));
  }
}
