package netc.rule.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Contraction;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Site;
import netc.rule.ChannelMap;
import netc.rule.Weights;

/** A map of channels in the weights of a layer that {@link #hasChannels}. */
final class LayerFold {
  private LayerFold() {}

  /** Whether a layer can take a map in: it has channels in axis 1, and may have a bias. */
  static boolean hasChannels(Site<? extends Contraction> layer) {
    return !(layer.op() instanceof MatMul);
  }

  /** The layer that computes the map of what {@code layer} computes. */
  static Value after(Site<? extends Contraction> layer, ChannelMap map, Rewriter out) {
    Optional<Tensor> bias = layer.optionalTensor(2);
    Value weight = map.scale()
        .map(scale -> out.weight(layer.operandName(1), scaledOutputs(layer, map.ingredients(), scale)))
        .orElse(layer.operand(1));
    if (bias.isEmpty() && map.shift().isEmpty()) {
      return out.add(layer.op(), layer.operand(0), weight);
    }
    String name = bias.isPresent() ? layer.operandName(2) : layer.node().name() + ".bias";
    return out.add(layer.op(), layer.operand(0), weight, out.weight(name, bias(layer.type().size(1), bias, map)));
  }

  /** What {@code map} makes of a bias of {@code channels} elements. */
  static Tensor bias(long channels, Optional<Tensor> bias, ChannelMap map) {
    var ingredients = new ArrayList<>(map.ingredients());
    bias.ifPresent(ingredients::add);
    return Weights.compute(TensorType.f32(channels), formula(bias.isPresent(), map), ingredients, () -> {
      double[] elements = bias.map(Tensor::toDoubles).orElseGet(() -> new double[Math.toIntExact(channels)]);
      map.scale().map(Supplier::get).ifPresent(scale -> multiply(elements, scale));
      map.shift().map(Supplier::get).ifPresent(shift -> add(elements, shift));
      return elements;
    });
  }

  private static String formula(boolean biased, ChannelMap map) {
    String scaled = map.scale().isPresent() ? "b·k" : "b";
    return !biased ? "t" : map.shift().isPresent() ? scaled + " + t" : scaled;
  }

  private static void multiply(double[] elements, double[] factors) {
    for (int i = 0; i < elements.length; i++) {
      elements[i] *= factors[i];
    }
  }

  private static void add(double[] elements, double[] others) {
    for (int i = 0; i < elements.length; i++) {
      elements[i] += others[i];
    }
  }

  /** The layer of the map's operand that computes what {@code layer} computes of its result: nothing may be padded that the map would shift. */
  static Value before(Site<? extends Contraction> layer, ChannelMap map, Rewriter out) {
    Optional<Tensor> bias = layer.optionalTensor(2);
    Tensor old = layer.tensor(1);
    var operands = new ArrayList<>(List.of(map.x()));
    operands.add(map.scale().map(scale -> out.weight(layer.operandName(1), scaled(old, map.ingredients(), scale, inputs(layer))))
        .orElse(layer.operand(1)));
    Optional<Tensor> after =
        map.shift().map(shift -> Weights.propagated(old, groups(layer.op()), map.ingredients(), shift, bias)).or(() -> bias);
    String name = bias.isPresent() ? layer.operandName(2) : layer.node().name() + ".bias";
    after.ifPresent(tensor -> operands.add(out.weight(name, tensor)));
    return out.add(layer.op(), operands);
  }

  /** The groups of a layer's channels. */
  static int groups(Contraction layer) {
    return switch (layer) {
      case Conv2d conv -> conv.groups();
      case ConvTranspose2d conv -> conv.groups();
      case Linear _, MatMul _ -> 1;
    };
  }

  /** Whether some elements of a layer's result see fewer elements of its operand than others, so that a constant there is none in the result. */
  static boolean pads(Contraction layer) {
    return switch (layer) {
      case Conv2d conv -> !conv.pad().isNone();
      case ConvTranspose2d _ -> true; // not every element of its result has all taps
      case Linear _, MatMul _ -> false;
    };
  }

  private static Tensor scaled(Tensor weight, List<Tensor> parameters, Supplier<double[]> factors, IntUnaryOperator channel) {
    var ingredients = new ArrayList<>(parameters);
    ingredients.add(weight);
    return Tensor.computed(weight.type(), "W·k", ingredients, () -> {
      float[] elements = weight.toArray();
      double[] scale = factors.get();
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) (elements[i] * scale[channel.applyAsInt(i)]);
      }
      return elements;
    });
  }

  /** A layer's weight with every element multiplied by the factor of its output channel. */
  private static Tensor scaledOutputs(Site<? extends Contraction> layer, List<Tensor> parameters, Supplier<double[]> factors) {
    Tensor weight = layer.tensor(1);
    return switch (layer.op()) {
      case Conv2d _, Linear _, MatMul _ -> Weights.scaleRows(weight, "W·k", parameters, factors);
      case ConvTranspose2d conv -> scaled(weight, parameters, factors, element -> Weights.inputChannel(weight, conv.groups(), element));
    };
  }

  /** The input channel of each element of a layer's weight; a transposed convolution has them where a convolution has its outputs. */
  private static IntUnaryOperator inputs(Site<? extends Contraction> layer) {
    Tensor weight = layer.tensor(1);
    return switch (layer.op()) {
      case Conv2d conv -> element -> Weights.inputChannel(weight, conv.groups(), element);
      case ConvTranspose2d _ -> rows(weight);
      case Linear _, MatMul _ -> element -> Weights.inputChannel(weight, 1, element);
    };
  }

  private static IntUnaryOperator rows(Tensor weight) {
    int row = Math.toIntExact(weight.shape().elementsFrom(1));
    return element -> element / row;
  }
}
