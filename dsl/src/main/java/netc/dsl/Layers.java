package netc.dsl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import netc.ir.Value;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.AvgPool2d;
import netc.ir.op.BatchNorm;
import netc.ir.op.Clip;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Linear;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Padding;
import netc.ir.op.Prelu;
import netc.ir.op.Relu;
import netc.ir.op.Size2;
import netc.ir.tensor.Init;

/** The layers: what each is given, which weights it makes and which ops it is. */
final class Layers {
  /** Builds a layer's nodes on its input. */
  interface Body {
    Value build(LayerCall call, Given x);
  }

  /**
   * A layer.
   *
   * @param name as called
   * @param parameters what it is given after its input
   * @param body what it is
   */
  record Layer(String name, List<Parameter> parameters, Body body) {
    /** The names of all that it is given, the input first. */
    List<String> parameterNames() {
      List<String> names = new ArrayList<>(List.of("x"));
      parameters.forEach(parameter -> names.add(parameter.name()));
      return names;
    }
  }

  private static final Init BN_SCALE = new Init.Uniform(0.5, 1.2);
  private static final Init BN_VARIANCE = new Init.Uniform(0.5, 1.5);
  private static final SequencedMap<String, Layer> ALL = all();

  private Layers() {}

  /** The layer of this name. */
  static Optional<Layer> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** The names of all layers. */
  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  private static SequencedMap<String, Layer> all() {
    Parameter kernel = Parameter.required("kernel", Size2.class);
    Parameter stride = Parameter.of("stride", Size2.class, "1");
    Parameter window = Parameter.like("kernel", "stride", Size2.class);
    Parameter pad = Parameter.of("pad", Padding.class, "0");
    Parameter dilation = Parameter.of("dilation", Size2.class, "1");
    Parameter groups = Parameter.of("groups", int.class, "1");
    Parameter bias = Parameter.of("bias", boolean.class, "true");
    Parameter ceil = Parameter.of("ceil", boolean.class, "false");
    Parameter size = Parameter.required("size", Size2.class);
    var layers = List.of(
        new Layer("conv", List.of(Parameter.required("channels", int.class), kernel, stride, pad, dilation, groups, bias), Layers::conv),
        new Layer("conv_transpose",
            List.of(Parameter.required("channels", int.class), kernel, stride, pad, Parameter.of("output_pad", Size2.class, "0"), dilation,
                groups,
                bias),
            Layers::convTranspose),
        new Layer("linear", List.of(Parameter.required("features", int.class), bias), Layers::linear),
        new Layer("bn", List.of(Parameter.of("epsilon", double.class, "1e-5")), (call, x) -> batchNorm(call, x, "")),
        new Layer("layer_norm", List.of(Parameter.of("axis", int.class, "1"), Parameter.of("epsilon", double.class, "1e-5")),
            Layers::layerNorm),
        new Layer("instance_norm", List.of(Parameter.of("epsilon", double.class, "1e-5")), Layers::instanceNorm),
        new Layer("prelu", List.of(Parameter.of("per_channel", boolean.class, "true")), Layers::prelu),
        new Layer("series_activation",
            List.of(Parameter.of("n", int.class, "3"), Parameter.of("epsilon", double.class, "1e-6"),
                Parameter.of("deploy", boolean.class, "false")),
            Layers::seriesActivation),
        new Layer("maxpool", List.of(kernel, window, pad, dilation, ceil),
            (call, x) -> call
                .op(new MaxPool2d(call.size("kernel"), call.size("stride"), call.pad("pad"), call.size("dilation"), call.flag("ceil")), x)),
        new Layer("avgpool", List.of(kernel, window, pad, ceil, Parameter.of("count_pad", boolean.class, "true")),
            (call, x) -> call.op(
                new AvgPool2d(call.size("kernel"), call.size("stride"), call.pad("pad"), call.flag("ceil"), call.flag("count_pad")), x)),
        new Layer("adaptive_maxpool", List.of(size), (call, x) -> call.op(new AdaptiveMaxPool2d(call.size("size")), x)),
        new Layer("adaptive_avgpool", List.of(size), (call, x) -> call.op(new AdaptiveAvgPool2d(call.size("size")), x)),
        new Layer("relu6", List.of(), (call, x) -> call.op(new Clip(0, 6), x)));
    Map<String, Layer> byName = new LinkedHashMap<>();
    layers.forEach(layer -> byName.put(layer.name(), layer));
    return new LinkedHashMap<>(byName);
  }

  private static Value conv(LayerCall call, Given x) {
    int channels = call.positive("channels");
    Size2 kernel = call.positiveSize("kernel");
    int groups = call.integer("groups");
    long width = Math.max(1, call.channels(x) / Math.max(1, groups)); // where groups do not divide the channels, inference says so
    var op = new Conv2d(call.size("stride"), call.pad("pad"), call.size("dilation"), groups);
    call.weight("weight", channels, width, kernel.height(), kernel.width());
    if (call.flag("bias")) {
      call.weight("bias", channels);
    }
    return call.op(op, x);
  }

  private static Value convTranspose(LayerCall call, Given x) {
    int channels = call.positive("channels");
    Size2 kernel = call.positiveSize("kernel");
    int groups = call.integer("groups");
    if (groups < 1 || channels % groups != 0) {
      throw call.outside("groups", "a divisor of " + channels + " channels");
    }
    call.weight("weight", call.channels(x), channels / groups, kernel.height(), kernel.width());
    if (call.flag("bias")) {
      call.weight("bias", channels);
    }
    return call.op(new ConvTranspose2d(call.size("stride"), call.pad("pad"), call.size("dilation"), call.size("output_pad"), groups), x);
  }

  private static Value linear(LayerCall call, Given x) {
    int features = call.positive("features");
    call.weight("weight", features, call.channels(x));
    if (call.flag("bias")) {
      call.weight("bias", features);
    }
    return call.op(new Linear(), x);
  }

  private static Value batchNorm(LayerCall call, Given x, String part) {
    long channels = call.channels(x);
    call.weight("weight", BN_SCALE, channels);
    call.weight("bias", channels);
    call.weight("running_mean", channels);
    call.weight("running_var", BN_VARIANCE, channels);
    return call.op(part, new BatchNorm(call.number("epsilon")), x);
  }

  private static Value layerNorm(LayerCall call, Given x) {
    int axis = call.integer("axis");
    long size = call.size(x, axis);
    call.weight("weight", BN_SCALE, size);
    call.weight("bias", size);
    return call.op(new LayerNorm(axis, call.number("epsilon")), x);
  }

  private static Value instanceNorm(LayerCall call, Given x) {
    call.weight("weight", BN_SCALE, call.channels(x));
    call.weight("bias", call.channels(x));
    return call.op(new InstanceNorm(call.number("epsilon")), x);
  }

  private static Value prelu(LayerCall call, Given x) {
    call.weight("weight", call.flag("per_channel") ? call.channels(x) : 1);
    return call.op(new Prelu(), x);
  }

  /** VanillaNet's series-informed activation (arXiv 2305.12972, section 3.2): ReLU, then a depthwise convolution of 2n + 1 that sums the neighbours. */
  private static Value seriesActivation(LayerCall call, Given x) {
    int n = call.integer("n");
    if (n < 0 || n > Short.MAX_VALUE) {
      throw call.outside("n", "0 … " + Short.MAX_VALUE);
    }
    boolean deploy = call.flag("deploy");
    int channels = (int) call.channels(x);
    Given activated = call.given(call.op("relu", new Relu(), x));
    call.weight("weight", channels, 1, 2 * n + 1, 2 * n + 1);
    if (deploy) {
      call.weight("bias", channels);
    }
    Value summed = call.op("conv", new Conv2d(Size2.ONE, Padding.of(n), Size2.ONE, channels), activated);
    return deploy ? summed : batchNorm(call, call.given(summed), "bn");
  }
}
