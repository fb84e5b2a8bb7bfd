package netc.dsl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import netc.ir.Node;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;
import netc.ir.op.Binary;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** Calls that add to a graph. */
final class GraphCalls implements Calls {
  /** Runs the body of a block. */
  interface BlockBody {
    Datum run(SourceFile.Declaration block, Frame frame);
  }

  private final Library library;
  private final Naming naming;
  private final Emitter emitter;
  private final WeightStore store;
  private final Expressions expressions;
  private final BlockBody body;

  GraphCalls(Library library, Naming naming, Emitter emitter, WeightStore store, Budget budget, BlockBody body) {
    this.library = library;
    this.naming = naming;
    this.emitter = emitter;
    this.store = store;
    this.expressions = new Expressions(budget, this);
    this.body = body;
  }

  /** What evaluates the arguments. */
  Expressions expressions() {
    return expressions;
  }

  @Override
  public Datum call(Expression.Call call, List<Given> piped, Frame frame, List<String> written) {
    String callee = call.callee();
    SourceSpan span = call.span();
    List<Given> arguments = new ArrayList<>(piped);
    for (Expression.Argument argument : call.arguments()) {
      arguments.add(expressions.given(argument, frame));
    }
    Optional<SourceFile.Declaration> block = library.block(callee);
    Optional<OpSchema> op = OpSchema.named(callee).filter(schema -> !schema.operands().isEmpty());
    boolean function = Functions.NAMES.contains(callee) && (op.isEmpty() || arguments.stream().noneMatch(Given::isTensor));
    if (block.isEmpty() && function) {
      return Functions.call(callee, arguments, span,
          (left, right) -> expressions.apply(Operator.ADD, left, right, span, frame));
    }
    Optional<String> name = takeName(callee, arguments);
    if (block.isPresent()) {
      return block(block.get(), arguments, name, frame, span);
    }
    Optional<Layers.Layer> layer = Layers.named(callee);
    boolean weighted = arguments.stream().skip(1).anyMatch(Given::isTensor);
    if (layer.isPresent() && (op.isEmpty() || !weighted)) {
      return layer(layer.get(), arguments, name, frame, span);
    }
    return op(op.orElseThrow(() -> unknown(call)), arguments, name, frame, span, written);
  }

  /** Takes the argument {@code name} out: it belongs to the call, not to the callee. */
  private static Optional<String> takeName(String callee, List<Given> arguments) {
    Optional<Given> name = arguments.stream().filter(argument -> argument.name().filter("name"::equals).isPresent()).findFirst();
    name.ifPresent(arguments::remove);
    return name.map(given -> switch (given.value()) {
      case Datum.Text(String text) -> text;
      case Datum other ->
          throw Mistake.at(given.span(), Code.WRONG_KIND, callee + ": \"name\" is " + other.describe() + ", expected a string");
    });
  }

  private Mistake unknown(Expression.Call call) {
    Set<String> known = new HashSet<>(library.blocks());
    known.addAll(Layers.names());
    known.addAll(Functions.NAMES);
    OpSchema.all().stream().filter(schema -> !schema.operands().isEmpty()).forEach(schema -> known.add(schema.name()));
    var diagnostic = Diagnostic.at(call.span(), Code.UNKNOWN_NAME, "\"" + call.callee() + "\" is no block, layer, op or function");
    Optional<String> near = Suggestions.nearest(call.callee(), known);
    return Mistake.of(near.map(other -> diagnostic.help("did you mean \"" + other + "\"?")).orElse(diagnostic));
  }

  private Datum block(SourceFile.Declaration block, List<Given> arguments, Optional<String> name, Frame frame, SourceSpan span) {
    if (frame.depth() >= Limits.CALL_DEPTH) {
      throw Mistake.limit(span, Code.CALL_DEPTH, block.name() + ": blocks call each other more than " + Limits.CALL_DEPTH + " levels deep");
    }
    List<String> parameters = block.parameters().stream().map(SourceFile.Parameter::name).toList();
    Map<String, Given> bound = Binding.bind(block.name(), parameters, arguments, span);
    Frame inner = frame.call(block.name(), naming.path(frame, block.name(), name, span), span);
    for (SourceFile.Parameter parameter : block.parameters()) {
      Given given = bound.get(parameter.name());
      Expression initial =
          given == null ? parameter.initial().orElseThrow(() -> Binding.missing(block.name(), parameter.name(), span)) : null;
      inner.variables().put(parameter.name(), given != null ? given.value() : expressions.evaluate(Objects.requireNonNull(initial), inner));
    }
    return body.run(block, inner);
  }

  private Datum layer(Layers.Layer layer, List<Given> arguments, Optional<String> name, Frame frame, SourceSpan span) {
    Map<String, Given> bound = Binding.bind(layer.name(), layer.parameterNames(), arguments, span);
    Given x = bound.get("x");
    if (x == null) {
      throw Binding.missing(layer.name(), "x", span);
    }
    x.tensor(layer.name() + ": \"x\"");
    Map<String, Object> values = new HashMap<>();
    Map<String, SourceSpan> places = new HashMap<>();
    for (Parameter parameter : layer.parameters()) {
      Given given = bound.get(parameter.name());
      if (given != null) {
        values.put(parameter.name(), Kinds.convert(layer.name() + ": \"" + parameter.name() + "\"", parameter.kind(), given));
        places.put(parameter.name(), given.span());
      } else {
        values.put(parameter.name(), parameter.initial(values).orElseThrow(() -> Binding.missing(layer.name(), parameter.name(), span)));
      }
    }
    String path = naming.path(frame, layer.name(), name, span);
    var call = new LayerCall(layer.name(), values, path, new Emitter.Sites(span, List.of(x), places), emitter, store);
    return new Datum.Tensor(layer.body().build(call, x));
  }

  private Datum op(OpSchema schema, List<Given> arguments, Optional<String> name, Frame frame, SourceSpan span, List<String> written) {
    OpCall call = OpCall.of(schema, Binary.class.isAssignableFrom(schema.type()) ? tensors(arguments, frame) : arguments, span);
    int results = emitter.infer(call.op(), call.operands().stream().map(Value::type).toList(), call.sites()).size();
    if (!written.isEmpty() && name.isEmpty()) {
      return results(emitter.addWritten(call.op(), call.operands(), written, results, span));
    }
    return results(emitter.add(call.op(), call.operands(), naming.path(frame, schema.name(), name, span), results, span));
  }

  /** Numbers beside tensors become scalars, as they do between operators. */
  private List<Given> tensors(List<Given> arguments, Frame frame) {
    return arguments.stream()
        .map(given -> Arithmetic.isNumber(given.datum()) ? given.with(expressions.scalar(given.datum(), given.span(), frame)) : given)
        .toList();
  }

  private static Datum results(Node node) {
    List<Datum> results = new ArrayList<>();
    node.results().forEach(value -> results.add(new Datum.Tensor(value)));
    return results.size() == 1 ? results.getFirst() : Datum.Items.of(results);
  }

  @Override
  public Datum op(Op op, List<Given> operands, Frame frame, SourceSpan span) {
    List<Value> values = operands.stream().map(operand -> operand.tensor(op.name())).toList();
    List<TensorType> types = emitter.infer(op, values.stream().map(Value::type).toList(), new Emitter.Sites(span, operands, Map.of()));
    return results(emitter.add(op, values, naming.path(frame, op.name(), Optional.empty(), span), types.size(), span));
  }

  @Override
  public Value scalar(Tensor tensor, Frame frame, SourceSpan span) {
    return emitter.unnamedWeight(naming.path(frame, "scalar", Optional.empty(), span), tensor, span);
  }
}
