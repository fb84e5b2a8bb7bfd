package netc.dsl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;
import netc.ir.op.Constant;
import netc.ir.op.Inference;
import netc.ir.op.Input;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** Adds nodes to the graph, each with its place in the text, and words what type inference has against them. */
final class Emitter {
  private static final Pattern ATTRIBUTE = Pattern.compile("\\w+: (\\w+)\\b.*", Pattern.DOTALL);

  private final GraphBuilder builder;
  private final Naming naming;
  private final Budget budget;

  Emitter(GraphBuilder builder, Naming naming, Budget budget) {
    this.builder = builder;
    this.naming = naming;
    this.budget = budget;
  }

  /**
   * Where a mistake in a node is shown.
   *
   * @param call the callee
   * @param operands the operands as given, as far as they are written
   * @param attributes places of attributes that are written
   */
  record Sites(SourceSpan call, List<Given> operands, Map<String, SourceSpan> attributes) {}

  /** The result types of an op; a mistake is reported at the operand or the attribute to blame. */
  List<TensorType> infer(Op op, List<TensorType> operands, Sites sites) {
    return switch (OpSchema.infer(op, operands)) {
      case Inference.Types(var results) -> {
        results.forEach(type -> Budget.tensor(sites.call(), op.name() + ": the result", type));
        yield results;
      }
      case Inference.Invalid invalid -> throw Mistake.of(diagnose(invalid, sites));
    };
  }

  private static Diagnostic diagnose(Inference.Invalid invalid, Sites sites) {
    Optional<Given> blamed = Optional.of(invalid.operand()).filter(i -> i >= 0 && i < sites.operands().size()).map(sites.operands()::get);
    Matcher attribute = ATTRIBUTE.matcher(invalid.message());
    SourceSpan place = blamed.map(Given::span)
        .or(() -> attribute.matches() ? Optional.ofNullable(sites.attributes().get(attribute.group(1))) : Optional.empty())
        .orElse(sites.call());
    var diagnostic = Diagnostic.at(place, invalid.code(), invalid.message());
    if (blamed.isPresent() && blamed.get().datum() instanceof Datum.Tensor(Value value)) {
      diagnostic = diagnostic.note(blamed.get().label(value) + " is " + value.type() + ", defined", value.producer().origin().span());
    }
    return invalid.help().map(diagnostic::help).orElse(diagnostic);
  }

  /** Adds a node whose operands are known to fit; {@code names} has one name for each result. */
  Node add(Op op, List<Value> operands, List<String> names, String source, SourceSpan span) {
    budget.values(span, names.size());
    return builder.add(op, operands, names, new Origin.Source(source, Optional.of(span)));
  }

  /** Adds an op, its results named after {@code path}. */
  Node add(Op op, List<Value> operands, String path, int results, SourceSpan span) {
    List<String> names =
        results == 1 ? List.of(naming.claim(path)) : IntStream.range(0, results).mapToObj(i -> naming.claim(path + "." + i)).toList();
    return add(op, operands, names, path, span);
  }

  /** Adds an op whose results the user named; one name for several results is numbered from 0. */
  Node addWritten(Op op, List<Value> operands, List<String> written, int results, SourceSpan span) {
    List<String> names = written.size() == results ? written.stream().map(naming::claimWritten).toList()
        : IntStream.range(0, results).mapToObj(i -> naming.claim(written.getFirst() + "." + i)).toList();
    return add(op, operands, names, written.getFirst(), span);
  }

  /** Adds an input; a mistake in it is shown at {@code place}. */
  Value input(String name, Input input, SourceSpan place, SourceSpan span) {
    infer(input, List.of(), new Sites(place, List.of(), Map.of()));
    return add(input, List.of(), List.of(naming.claimWritten(name)), name, span).result();
  }

  /** Adds a weight. */
  Value weight(String name, Tensor tensor, SourceSpan span) {
    return add(new Constant(tensor), List.of(), List.of(naming.claimWritten(name)), name, span).result();
  }

  /** Adds a weight that the user did not name. */
  Value unnamedWeight(String path, Tensor tensor, SourceSpan span) {
    return add(new Constant(tensor), List.of(), path, 1, span).result();
  }
}
