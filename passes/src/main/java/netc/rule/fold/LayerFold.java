package netc.rule.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Contraction;
import netc.ir.op.Conv2d;
import netc.ir.op.Linear;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Site;
import netc.rule.ChannelMap;
import netc.rule.Weights;

/** A map of channels in the weights of a layer, which have one slice for each output channel along axis 0. */
final class LayerFold {
  private LayerFold() {}

  /** The layer that computes the map of what {@code layer} computes. */
  static Value after(Site<? extends Contraction> layer, ChannelMap map, Rewriter out) {
    Optional<Tensor> bias = layer.arity() > 2 ? Optional.of(layer.tensor(2)) : Optional.empty();
    Value weight = map.scale()
        .map(scale -> out.weight(layer.operandName(1), Weights.scaleRows(layer.tensor(1), "W·k", map.ingredients(), scale)))
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
    int groups = groups(layer.op());
    Optional<Tensor> bias = layer.arity() > 2 ? Optional.of(layer.tensor(2)) : Optional.empty();
    Tensor old = layer.tensor(1);
    var operands = new ArrayList<>(List.of(map.x()));
    operands.add(map.scale().map(scale -> out.weight(layer.operandName(1), scaledColumns(old, groups, map.ingredients(), scale)))
        .orElse(layer.operand(1)));
    Optional<Tensor> after = map.shift().map(shift -> Weights.propagated(old, groups, map.ingredients(), shift, bias)).or(() -> bias);
    String name = bias.isPresent() ? layer.operandName(2) : layer.node().name() + ".bias";
    after.ifPresent(tensor -> operands.add(out.weight(name, tensor)));
    return out.add(layer.op(), operands);
  }

  /** The groups of a layer's channels. */
  static int groups(Contraction layer) {
    return switch (layer) {
      case Conv2d conv -> conv.groups();
      case Linear _ -> 1;
    };
  }

  /** Whether zeros are around a layer's operand. */
  static boolean pads(Contraction layer) {
    return switch (layer) {
      case Conv2d conv -> !conv.pad().isNone();
      case Linear _ -> false;
    };
  }

  private static Tensor scaledColumns(Tensor weight, int groups, List<Tensor> parameters, Supplier<double[]> factors) {
    var ingredients = new ArrayList<>(parameters);
    ingredients.add(weight);
    return Weights.compute(weight.type(), "W·k", ingredients, () -> {
      double[] elements = weight.toDoubles();
      double[] scale = factors.get();
      for (int i = 0; i < elements.length; i++) {
        elements[i] *= scale[Weights.inputChannel(weight, groups, i)];
      }
      return elements;
    });
  }
}
