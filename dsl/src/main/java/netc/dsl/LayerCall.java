package netc.dsl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.SourceSpan;
import netc.ir.op.Op;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.tensor.Init;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/** One call of a layer: its arguments, and what it makes, all under the layer's scoped name. */
final class LayerCall {
  private record Wanted(String name, TensorType type, Init init) {}

  private final String layer;
  private final Map<String, Object> values;
  private final String path;
  private final Emitter.Sites sites;
  private final Emitter emitter;
  private final WeightStore store;
  private final List<Wanted> wanted = new ArrayList<>();

  LayerCall(String layer, Map<String, Object> values, String path, Emitter.Sites sites, Emitter emitter, WeightStore store) {
    this.layer = layer;
    this.values = values;
    this.path = path;
    this.sites = sites;
    this.emitter = emitter;
    this.store = store;
  }

  private <T> T value(String name, Class<T> kind) {
    return kind.cast(Objects.requireNonNull(values.get(name)));
  }

  int integer(String name) {
    return value(name, Integer.class);
  }

  double number(String name) {
    return value(name, Double.class);
  }

  boolean flag(String name) {
    return value(name, Boolean.class);
  }

  Size2 size(String name) {
    return value(name, Size2.class);
  }

  Padding pad(String name) {
    return value(name, Padding.class);
  }

  /** An integer of at least 1. */
  int positive(String name) {
    if (integer(name) < 1) {
      throw outside(name, "at least 1");
    }
    return integer(name);
  }

  /** A size of at least 1 by 1. */
  Size2 positiveSize(String name) {
    if (!size(name).isPositive()) {
      throw outside(name, "at least 1");
    }
    return size(name);
  }

  /** The mistake that an argument is outside of what is expected. */
  Mistake outside(String name, String expected) {
    SourceSpan span = sites.attributes().getOrDefault(name, sites.call());
    return Mistake.at(span, Code.BAD_ATTRIBUTE, layer + ": " + name + " = " + values.get(name) + ", expected " + expected);
  }

  /** The size of {@code x} at axis 1; 1 where it has none, which inference then finds. */
  long channels(Given x) {
    return size(x, 1);
  }

  /** The size of {@code x} at an axis; 1 where it has none, which inference then finds. */
  long size(Given x, int axis) {
    TensorType type = x.tensor(layer + ": \"x\"").type();
    return axis >= 0 && axis < type.rank() && type.shape().dim(axis) instanceof Dim.Known known ? known.size() : 1;
  }

  /** A value of this layer as an operand. */
  Given given(Value value) {
    return Given.of(new Datum.Tensor(value), sites.call());
  }

  /** The next op has this weight, with the initial values that are usual for its shape. */
  void weight(String name, long... sizes) {
    TensorType type = TensorType.f32(sizes);
    wanted.add(new Wanted(name, type, Init.standard(type.shape())));
  }

  /** The next op has this weight. */
  void weight(String name, Init init, long... sizes) {
    wanted.add(new Wanted(name, TensorType.f32(sizes), init));
  }

  /** Adds the layer's only op. */
  Value op(Op op, Given x) {
    return op("", op, x);
  }

  /** Adds an op of the layer's on {@code x} and the weights named since the last one; {@code part} names it within the layer. */
  Value op(String part, Op op, Given x) {
    Value input = x.tensor(layer + ": \"x\"");
    wanted.forEach(weight -> Budget.tensor(sites.call(), layer + ": " + weight.name(), weight.type()));
    List<TensorType> types = Stream.concat(Stream.of(input.type()), wanted.stream().map(Wanted::type)).toList();
    emitter.infer(op, types, new Emitter.Sites(sites.call(), List.of(x), sites.attributes()));
    String name = join(path, part);
    List<Value> operands = new ArrayList<>(List.of(input));
    wanted.forEach(weight -> operands.add(store.ofLayer(join(name, weight.name()), weight.type(), weight.init(), sites.call())));
    wanted.clear();
    return emitter.add(op, operands, name.isEmpty() ? layer : name, 1, sites.call()).result();
  }

  private static String join(String scope, String part) {
    return scope.isEmpty() ? part : part.isEmpty() ? scope : scope + "." + part;
  }
}
