package netc.formats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.diag.SourceSpan;
import netc.ir.eval.Evaluator;
import netc.ir.op.Abs;
import netc.ir.op.Activation;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.Add;
import netc.ir.op.AvgPool2d;
import netc.ir.op.BatchNorm;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Div;
import netc.ir.op.Dropout;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Flatten;
import netc.ir.op.Gelu;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.Identity;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Linear;
import netc.ir.op.Log;
import netc.ir.op.Lrn;
import netc.ir.op.MatMul;
import netc.ir.op.Max;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Min;
import netc.ir.op.Mish;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Op;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Padding;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.Reciprocal;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.op.Relu;
import netc.ir.op.Reshape;
import netc.ir.op.Resize;
import netc.ir.op.Resize.Coordinates;
import netc.ir.op.Resize.Mode;
import netc.ir.op.Resize.Rounding;
import netc.ir.op.Shuffle;
import netc.ir.op.Sigmoid;
import netc.ir.op.Silu;
import netc.ir.op.Size2;
import netc.ir.op.Slice;
import netc.ir.op.Softmax;
import netc.ir.op.Softplus;
import netc.ir.op.Split;
import netc.ir.op.Sqrt;
import netc.ir.op.Sub;
import netc.ir.op.Tanh;
import netc.ir.op.Transpose;
import netc.ir.op.Unary;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Small graphs at odd sizes that together have every op, most attributes off their defaults. */
public final class Samples {
  private static final Padding UNEVEN = new Padding(1, 0, 2, 1);

  private final Map<String, Graph> graphs = new LinkedHashMap<>();

  private Samples() {}

  /** All of them, by what they show. */
  public static Map<String, Graph> all() {
    var samples = new Samples();
    samples.contractions();
    samples.pointwise();
    samples.functions();
    samples.normalizations();
    samples.pooling();
    samples.adaptivePooling();
    samples.movement();
    samples.reductions();
    samples.resizes();
    samples.whole();
    return samples.graphs;
  }

  /** One of them. */
  static Graph named(String name) {
    return at(all(), name);
  }

  /** What a map must have at a key. */
  public static <V> V at(Map<String, V> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  /** A type with the symbolic batch {@code N}. */
  static TensorType batched(long... sizes) {
    return TensorType.f32(new Shape(Stream.concat(Stream.of(Dim.symbol("N")), Arrays.stream(sizes).mapToObj(Dim::of)).toList()));
  }

  /** A weight that is neither symmetric nor the same as another's. */
  static Tensor weight(String name, long... sizes) {
    return Tensor.initial(TensorType.f32(sizes), new Init.Uniform(-0.7, 0.9), name, 11);
  }

  /** A graph of one op on one input and weights. */
  private void op(String name, Op op, TensorType input, Tensor... weights) {
    var b = new GraphBuilder("sample");
    var operands = new ArrayList<Value>(List.of(b.input("x", input)));
    for (int i = 0; i < weights.length; i++) {
      operands.add(b.weight("w" + i, weights[i]));
    }
    Node node = b.add(op, operands, List.of("result"), new Origin.Source(name, Optional.of(new SourceSpan("sample.net", 3, 5, 7))));
    node.results().forEach(result -> b.output("y" + result.index(), result));
    graphs.put(name, b.build());
  }

  private void image(String name, Op op, Tensor... weights) {
    op(name, op, batched(6, 11, 9), weights);
  }

  private void contractions() {
    image("conv2d", new Conv2d(new Size2(2, 1), UNEVEN, new Size2(1, 2), 1), weight("w", 5, 6, 3, 2), weight("b", 5));
    image("conv2d grouped", new Conv2d(Size2.of(3), Padding.of(1), Size2.ONE, 2), weight("w", 4, 3, 3, 3));
    image("conv2d depthwise", new Conv2d(Size2.ONE, Padding.of(2), Size2.ONE, 6), weight("w", 12, 1, 5, 5), weight("b", 12));
    image("conv_transpose2d", new ConvTranspose2d(new Size2(2, 3), UNEVEN, new Size2(1, 2), new Size2(1, 0), 1), weight("w", 6, 5, 3, 2),
        weight("b", 5));
    image("conv_transpose2d grouped", new ConvTranspose2d(Size2.of(2), Padding.of(1), Size2.ONE, new Size2(0, 1), 3),
        weight("w", 6, 4, 4, 4));
    op("matmul", new MatMul(), batched(7), weight("w", 7, 5));
    op("matmul of sequences", new MatMul(), batched(4, 7), weight("w", 7, 5));
    op("matmul of heads", new MatMul(), batched(3, 4, 7), weight("w", 3, 7, 5));
    op("matmul by rows", new MatMul(), batched(1, 4, 7), weight("w", 3, 7, 5));
    op("linear", new Linear(), batched(7), weight("w", 5, 7), weight("b", 5));
    op("linear without bias", new Linear(), batched(7), weight("w", 5, 7));
  }

  private void pointwise() {
    image("identity", new Identity());
    image("dropout", new Dropout(0.3));
    image("relu", new Relu());
    image("leaky_relu", new LeakyRelu(0.17));
    image("clip", new Clip(-0.3, 0.6));
    image("clip above", new Clip(Double.NEGATIVE_INFINITY, 0.25));
    image("clip below", new Clip(0.125, Double.POSITIVE_INFINITY));
    image("clip nothing", new Clip(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    image("sigmoid", new Sigmoid());
    image("tanh", new Tanh());
    for (Activation activation : Activation.values()) {
      image("blend " + activation, new Blend(activation, 0.3));
    }
    image("prelu", new Prelu(), weight("slope", 6));
    image("prelu shared", new Prelu(), weight("slope", 1));
    op("prelu on a matrix", new Prelu(), batched(6), weight("slope", 6));
    image("add", new Add(), weight("w", 6, 1, 9));
    image("mul", new Mul(), weight("w", 1));
    image("sub", new Sub(), weight("w", 6, 1, 1));
    image("div", new Div(), Tensor.of(TensorType.f32(1, 1, 9), Evaluator.evaluate(new Exp(), weight("w", 1, 1, 9)).segment()));
    image("pow", new Pow(), Tensor.fill(TensorType.f32(1), 2));
    image("min", new Min(), weight("w", 6, 11, 9));
    image("max", new Max(), weight("w", 6, 11, 9));
    op("prelu on a sequence", new Prelu(), batched(6, 5), weight("slope", 6));
  }

  private void functions() {
    image("hard_sigmoid", new HardSigmoid(0.7, 0.4));
    image("hard_swish", new HardSwish());
    image("silu", new Silu());
    image("gelu", new Gelu(false));
    image("gelu by tanh", new Gelu(true));
    image("softplus", new Softplus());
    image("mish", new Mish());
    image("elu", new Elu(0.6));
    image("erf", new Erf());
    image("exp", new Exp());
    image("abs", new Abs());
    image("neg", new Neg());
    above("log", new Log());
    above("sqrt", new Sqrt());
    above("reciprocal", new Reciprocal());
  }

  /** A graph of an op on numbers well above 0. */
  private void above(String name, Unary op) {
    var b = new GraphBuilder("sample");
    b.output("y", b.add(op, b.add(new Sigmoid(), b.input("x", batched(6, 11, 9)))));
    graphs.put(name, b.build());
  }

  private void normalizations() {
    Tensor variance = Tensor.initial(TensorType.f32(6), new Init.Uniform(0.5, 1.5), "var", 2);
    image("batchnorm", new BatchNorm(1e-3), weight("gamma", 6), weight("beta", 6), weight("mean", 6), variance);
    op("batchnorm on a matrix", new BatchNorm(1e-5), batched(6), weight("gamma", 6), weight("beta", 6), weight("mean", 6), variance);
    image("lrn", new Lrn(3, 0.1, 0.6, 2));
    image("lrn of even size", new Lrn(4, 0.1, 0.75, 1));
    image("softmax", new Softmax(1));
    image("layer_norm of channels", new LayerNorm(1, 0.1), weight("gamma", 6), weight("beta", 6));
    image("layer_norm of rows", new LayerNorm(3, 0.1), weight("gamma", 9), weight("beta", 9));
    op("layer_norm of a matrix", new LayerNorm(1, 0.1), batched(6), weight("gamma", 6), weight("beta", 6));
    image("instance_norm", new InstanceNorm(0.1), weight("gamma", 6), weight("beta", 6));
    image("softmax of rows", new Softmax(3));
  }

  private void pooling() {
    image("maxpool2d", new MaxPool2d(new Size2(3, 2), new Size2(2, 3), new Padding(1, 0, 2, 1), new Size2(2, 1), false));
    image("avgpool2d", new AvgPool2d(new Size2(3, 2), new Size2(2, 1), UNEVEN, false, true));
    image("avgpool2d not counting", new AvgPool2d(new Size2(3, 2), new Size2(2, 1), UNEVEN, false, false));
    // Every phase of the last, partial window: what ceil adds, keeps and drops.
    for (int stride = 2; stride <= 4; stride++) {
      for (int pad = 0; pad <= 2; pad++) {
        Padding padding = new Padding(pad, pad, pad, Math.max(0, pad - 1));
        String at = " ceil stride " + stride + " pad " + pad;
        image("maxpool2d" + at, new MaxPool2d(Size2.of(3), Size2.of(stride), padding, Size2.ONE, true));
        image("avgpool2d" + at, new AvgPool2d(Size2.of(3), Size2.of(stride), padding, true, true));
        image("avgpool2d not counting" + at, new AvgPool2d(Size2.of(3), Size2.of(stride), padding, true, false));
      }
    }
    image("global_avgpool", new GlobalAvgPool());
  }

  private void adaptivePooling() {
    image("adaptive_avgpool2d to one", new AdaptiveAvgPool2d(Size2.ONE));
    image("adaptive_avgpool2d uniform", new AdaptiveAvgPool2d(new Size2(11, 3)));
    image("adaptive_avgpool2d overlapping", new AdaptiveAvgPool2d(new Size2(7, 4)));
    image("adaptive_avgpool2d larger", new AdaptiveAvgPool2d(new Size2(13, 18)));
    image("adaptive_maxpool2d to one", new AdaptiveMaxPool2d(Size2.ONE));
    image("adaptive_maxpool2d uniform", new AdaptiveMaxPool2d(new Size2(1, 9)));
    image("adaptive_maxpool2d overlapping", new AdaptiveMaxPool2d(new Size2(4, 7)));
  }

  private void movement() {
    image("split", new Split(List.of(1, 3, 2), 1));
    image("split in one", new Split(List.of(9), 3));
    image("flatten", new Flatten());
    image("reshape", new Reshape(List.of(0, 3, -1, 9)));
    op("reshape of everything", new Reshape(List.of(-1, 4)), TensorType.f32(2, 6, 1));
    image("transpose", new Transpose(List.of(0, 2, 3, 1)));
    image("pad", new Pad(UNEVEN, -1.5));
    image("pad reflecting", new Pad(UNEVEN, 0, PadMode.REFLECT));
    image("pad by the edge", new Pad(UNEVEN, 0, PadMode.EDGE));
    image("slice", new Slice(List.of(2, 1), List.of(9, 5), List.of(3, 1), List.of(3, 1)));
    image("slice of one", new Slice(List.of(10), List.of(11), List.of(2), List.of()));
    image("shuffle", new Shuffle(3));
    op("concat", new Concat(2), TensorType.f32(1, 6, 11, 9), Tensor.of(TensorType.f32(1, 6, 2, 9), weight("c", 1, 6, 2, 9).segment()));
  }

  private void reductions() {
    image("reduce_mean", new ReduceMean(List.of(2, 3), true));
    image("reduce_mean of channels", new ReduceMean(List.of(1), false));
    image("reduce_sum", new ReduceSum(List.of(1, 3), false));
    image("reduce_sum kept", new ReduceSum(List.of(3), true));
    image("reduce_max", new ReduceMax(List.of(1, 2), true));
    image("reduce_max dropped", new ReduceMax(List.of(2), false));
    op("reduce_mean of everything", new ReduceMean(List.of(0, 1), false), TensorType.f32(2, 6));
  }

  private void resizes() {
    for (Coordinates coordinates : Coordinates.values()) {
      for (Rounding rounding : Rounding.values()) {
        image("resize nearest " + coordinates + " " + rounding, new Resize(new Size2(22, 36), Mode.NEAREST, coordinates, rounding));
      }
      image("resize linear " + coordinates, new Resize(new Size2(7, 20), Mode.LINEAR, coordinates, Rounding.FLOOR));
    }
    var down = new Resize(new Size2(4, 1), Mode.LINEAR, Coordinates.PYTORCH_HALF_PIXEL, Rounding.FLOOR);
    op("resize with a known batch", down, TensorType.f32(2, 3, 8, 8));
  }

  private void whole() {
    var b = new GraphBuilder("whole");
    Value x = b.input("a b`\"ü", batched(3, 7, 7));
    Value kernel = b.weight("conv.weight", Tensor.of(TensorType.f32(4, 3, 3, 3), weight("k", 4, 3, 3, 3).segment()));
    Value first = b.add(new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 1), x, kernel);
    Value second = b.add(new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 1), x, kernel);
    var origins = List.<Origin>of(first.producer().origin(), new Origin.Source("r", Optional.of(new SourceSpan("a.net", 1, 2, 3))));
    Node joined = b.add(new Concat(1), List.of(first, second), List.of("joined"), Origin.siblings(origins));
    b.output("joined", joined.result());
    b.output("sum", b.add(new Add(), b.add(new Relu(), first), second));
    b.output("same", joined.result());
    b.output("filled", b.add(new Mul(), x, b.weight("half", Tensor.fill(TensorType.f32(1, 1, 1), 0.5))));
    b.output("input", x);
    graphs.put("whole", b.build());
  }
}
