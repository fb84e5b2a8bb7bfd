package netc.dsl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;
import netc.ir.op.Input;
import netc.ir.op.Preprocess;
import netc.ir.op.Size2;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.DType;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.jspecify.annotations.Nullable;

/** Inputs and weights as they are declared in primitive form. */
final class Declarations {
  private static final List<String> PREPROCESS = List.of("resize", "filter");
  private static final List<String> UNIFORM = List.of("low", "high", "name", "seed");

  private final Expressions expressions;
  private final Emitter emitter;
  private final WeightStore store;
  private final Map<String, SourceSpan> inputs = new HashMap<>();

  Declarations(Expressions expressions, Emitter emitter, WeightStore store) {
    this.expressions = expressions;
    this.emitter = emitter;
    this.store = store;
  }

  /** Adds an input. */
  Value input(Statement.Input input, Frame frame) {
    SourceSpan first = inputs.putIfAbsent(input.name(), input.span());
    if (first != null) {
      throw Mistake.of(Diagnostic.at(input.span(), Code.DUPLICATE_NAME, "input \"" + input.name() + "\" is defined twice")
          .note("defined first", Optional.of(first)));
    }
    String what = "input \"" + input.name() + "\"";
    TensorType type = type(what, input.type(), true, frame);
    var op = new Input(type, input.preprocess().map(call -> preprocess(what, call, frame)).orElse(Preprocess.NONE));
    return emitter.input(input.name(), op, input.preprocess().map(Expression.Call::span).orElse(input.span()), input.span());
  }

  private Preprocess preprocess(String what, Expression.Call call, Frame frame) {
    var word = new Given(Optional.empty(), new Datum.Text(call.callee()), Optional.empty(), call.span());
    var scheme = (Preprocess.Scheme) Kinds.convert(what + ": \"preprocess\"", Preprocess.Scheme.class, word);
    Map<String, Given> given = Binding.bind(call.callee(), PREPROCESS, given(call.arguments(), frame), call.span());
    Optional<Size2> resize =
        Optional.ofNullable(given.get("resize")).map(size -> (Size2) Kinds.convert(what + ": \"resize\"", Size2.class, size));
    Optional<Preprocess.Filter> filter = Optional.ofNullable(given.get("filter"))
        .map(name -> (Preprocess.Filter) Kinds.convert(what + ": \"filter\"", Preprocess.Filter.class, name));
    return new Preprocess(scheme, resize, filter.orElse(Preprocess.Filter.BILINEAR));
  }

  /** Adds a weight. */
  Value weight(Statement.Weight weight, Frame frame) {
    TensorType type = type("weight \"" + weight.name() + "\"", weight.type(), false, frame);
    String name = frame.join(weight.name());
    Optional<Tensor> initial = weight.value().isEmpty() ? Optional.of(Tensor.initial(type, Init.standard(type.shape()), name, store.seed()))
        : initial(weight.value().get(), name, type, frame);
    return store.weight(name, type, initial, weight.span());
  }

  private TensorType type(String what, Statement.Type type, boolean symbolic, Frame frame) {
    DType element = DType.parse(type.element()).orElseThrow(() -> Mistake.of(
        Diagnostic.at(type.span(), Code.UNKNOWN_NAME, what + " has elements of \"" + type.element() + "\", expected f32")));
    List<Dim> dims = new ArrayList<>();
    for (Expression dimension : type.dimensions()) {
      dims.add(dimension(what, dimension, symbolic && dims.isEmpty(), frame));
    }
    var result = new TensorType(element, new Shape(dims));
    Budget.tensor(type.span(), what, result);
    return result;
  }

  private Dim dimension(String what, Expression dimension, boolean symbolic, Frame frame) {
    if (dimension instanceof Expression.Name name) {
      Datum value = expressions.variable(name, frame);
      if (symbolic && (value instanceof Datum.Word || value instanceof Datum.Tensor)) {
        return Dim.symbol(name.name());
      }
      if (value instanceof Datum.Word) {
        throw Mistake.of(Diagnostic
            .at(dimension.span(), Code.SYMBOLIC_DIMENSION, what + " has the symbolic dimension \"" + name.name() + "\", expected a size")
            .help("only the first dimension of an input may be a symbol"));
      }
    }
    Datum size = expressions.evaluate(dimension, frame);
    if (!(size instanceof Datum.Whole(long known))) {
      throw Mistake.at(dimension.span(), Code.WRONG_KIND, what + " has " + size.describe() + " as a dimension, expected an integer");
    }
    if (known < 1) {
      throw Mistake.at(dimension.span(), Code.BAD_ATTRIBUTE, what + " has the dimension " + known + ", expected at least 1");
    }
    return Dim.of(known);
  }

  /** The initial elements; none for {@code stored}. */
  private Optional<Tensor> initial(Expression value, String name, TensorType type, Frame frame) {
    return switch (value) {
      case Expression.Name(var word, _) when word.equals("stored") -> Optional.empty();
      case Expression.Call(var callee, var arguments, var span) when callee.equals("fill") -> {
        Given given = Binding.bind(callee, List.of("value"), given(arguments, frame), span).get("value");
        yield Optional.of(Tensor.fill(type, number("fill", "value", given, span)));
      }
      case Expression.Call(var callee, var arguments, var span) when callee.equals("uniform") ->
          Optional.of(uniform(name, type, given(arguments, frame), span));
      default -> Optional.of(elements(value, type, frame));
    };
  }

  private List<Given> given(List<Expression.Argument> arguments, Frame frame) {
    return arguments.stream().map(argument -> expressions.given(argument, frame)).toList();
  }

  private Tensor uniform(String weight, TensorType type, List<Given> arguments, SourceSpan span) {
    Map<String, Given> bound = Binding.bind("uniform", UNIFORM, arguments, span);
    double low = number("uniform", "low", bound.get("low"), span);
    double high = number("uniform", "high", bound.get("high"), span);
    if (!(low < high) || Double.isInfinite(high - low)) {
      throw Mistake.at(span, Code.BAD_ATTRIBUTE, "uniform: the range from " + low + " to " + high + " is empty or not finite");
    }
    Given name = bound.get("name");
    Given seed = bound.get("seed");
    String stream = name == null ? weight : name.value() instanceof Datum.Text(String text) ? text : wrong("name", name, "a string");
    long chosen = seed == null ? store.seed() : seed.value() instanceof Datum.Whole(long number) ? number
        : Long.parseLong(wrong("seed", seed, "an integer"));
    return Tensor.initial(type, new Init.Uniform(low, high), stream, chosen);
  }

  private static double number(String function, String parameter, @Nullable Given given, SourceSpan span) {
    if (given == null) {
      throw Binding.missing(function, parameter, span);
    }
    return (double) Kinds.convert(function + ": \"" + parameter + "\"", double.class, given);
  }

  private static String wrong(String parameter, Given given, String expected) {
    throw Mistake.at(given.span(), Code.WRONG_KIND,
        "uniform: \"" + parameter + "\" is " + given.value().describe() + ", expected " + expected);
  }

  private Tensor elements(Expression value, TensorType type, Frame frame) {
    Datum list = expressions.evaluate(value, frame);
    if (!(list instanceof Datum.Items(var elements, _))) {
      throw Mistake.at(value.span(), Code.WRONG_KIND,
          "the weight is " + list.describe() + ", expected a list, uniform(…), fill(…) or stored");
    }
    if (elements.size() != type.shape().elements()) {
      throw Mistake.at(value.span(), Code.SHAPE_MISMATCH,
          "the weight has " + elements.size() + " elements, " + type + " has " + type.shape().elements());
    }
    float[] floats = new float[elements.size()];
    for (int i = 0; i < floats.length; i++) {
      double element = (double) Kinds.convert("an element", double.class, Given.of(elements.get(i), value.span()));
      floats[i] = (float) element;
      if (Float.isInfinite(floats[i]) && !Double.isInfinite(element)) {
        throw Mistake.at(value.span(), Code.ARITHMETIC, "element " + element + " is beyond the range of f32");
      }
    }
    return Tensor.of(type.shape(), floats);
  }
}
