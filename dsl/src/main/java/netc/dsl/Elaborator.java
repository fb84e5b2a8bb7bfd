package netc.dsl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;

/** Runs a net's statements, which builds its graph. */
final class Elaborator {
  private static final int CALLERS_SHOWN = 3;

  private final SourceFile.Declaration net;
  private final Problems problems;
  private final Budget budget = new Budget();
  private final Naming naming = new Naming(budget);
  private final GraphBuilder builder;
  private final Emitter emitter;
  private final WeightStore store;
  private final GraphCalls calls;
  private final Expressions expressions;
  private final Declarations declarations;
  private final Map<String, SourceSpan> outputs = new HashMap<>();

  Elaborator(SourceFile.Declaration net, Library library, Options options, Problems problems) {
    this.net = net;
    this.problems = problems;
    this.builder = new GraphBuilder(net.name());
    this.emitter = new Emitter(builder, naming, budget);
    this.store = new WeightStore(net.name(), options, problems, emitter);
    this.calls = new GraphCalls(library, naming, emitter, store, budget, this::runBlock);
    this.expressions = calls.expressions();
    this.declarations = new Declarations(expressions, emitter, store);
  }

  /** The net's graph, with these values for its parameters; empty if problems were reported. */
  Optional<Graph> run(Map<String, Datum> settings) {
    Frame frame = Frame.ofNet(net.name());
    for (SourceFile.Parameter parameter : net.parameters()) {
      frame.variables().put(parameter.name(), parameter(parameter, settings, frame));
    }
    naming.reserve(net.body());
    for (Statement statement : net.body()) {
      if (statement instanceof Statement.Weights weights) {
        attempt(weights, frame, () -> loadWeights(weights, frame));
      }
    }
    store.loadFurther();
    for (Statement statement : net.body()) {
      if (!(statement instanceof Statement.Weights)) {
        attempt(statement, frame, () -> execute(statement, frame));
      }
    }
    if (problems.isEmpty() && outputs.isEmpty()) {
      problems.report(Diagnostic.at(net.span(), Code.INCOMPLETE, "net \"" + net.name() + "\" has no output").help("output name = value"));
    }
    store.report();
    return problems.isEmpty() ? Optional.of(builder.build()) : Optional.empty();
  }

  private Datum parameter(SourceFile.Parameter parameter, Map<String, Datum> settings, Frame frame) {
    Datum set = settings.get(parameter.name());
    if (set != null) {
      return set;
    }
    try {
      return expressions.evaluate(parameter.initial().orElseThrow(() -> Mistake.of(Diagnostic.at(parameter.span(), Code.INCOMPLETE,
          "net \"" + net.name() + "\": parameter \"" + parameter.name() + "\" has no value").help("--set " + parameter.name() + "=…"))),
          frame);
    } catch (Mistake mistake) {
      problems.report(mistake);
      return new Datum.Poison();
    }
  }

  /** Runs a statement; if there is a mistake in it, what it would have defined is poison, which goes on without further reports. */
  private void attempt(Statement statement, Frame frame, Runnable action) {
    try {
      action.run();
    } catch (Mistake mistake) {
      poison(statement, frame);
      problems.report(inContext(mistake, frame));
    }
  }

  /** A mistake in a block, with the calls that led there. */
  private static Mistake inContext(Mistake mistake, Frame frame) {
    if (mistake.diagnostic().isEmpty() || frame.isNet()) {
      return mistake;
    }
    Diagnostic diagnostic = mistake.diagnostic().get();
    Frame inner = frame;
    for (int i = 0; i < CALLERS_SHOWN && inner.caller().isPresent(); i++) {
      Frame.CallSite site = inner.caller().get();
      diagnostic = diagnostic.note(
          "in block " + inner.name() + (inner.scope().isEmpty() ? "" : " (" + SyntaxErrors.shorten(inner.scope()) + ")") + ", called",
          Optional.of(site.span()));
      inner = site.frame();
    }
    return mistake.with(diagnostic);
  }

  private static void poison(Statement statement, Frame frame) {
    switch (statement) {
      case Statement.Assignment(var targets, _, _) -> targets.forEach(target -> frame.variables().put(target, new Datum.Poison()));
      case Statement.Input(var name, _, _, _) -> poisonUnlessTensor(name, frame);
      case Statement.Weight(var name, _, _, _) -> poisonUnlessTensor(name, frame);
      case Statement.Loop(var variables, _, var body, _) -> {
        variables.forEach(variable -> frame.variables().put(variable, new Datum.Poison()));
        body.forEach(inner -> poison(inner, frame));
      }
      case Statement.Choice(var branches, var otherwise, _) -> {
        branches.forEach(branch -> branch.body().forEach(inner -> poison(inner, frame)));
        otherwise.forEach(inner -> poison(inner, frame));
      }
      case Statement.Weights _, Statement.Output _, Statement.Return _ -> {} // define no variable
    }
  }

  /** What is declared twice keeps its first declaration, so that mistakes in its use are found. */
  private static void poisonUnlessTensor(String name, Frame frame) {
    frame.variables().merge(name, new Datum.Poison(), (first, poison) -> first instanceof Datum.Tensor ? first : poison);
  }

  private void execute(List<Statement> statements, Frame frame) {
    if (statements.isEmpty()) {
      return;
    }
    budget.enter(statements.getFirst().span());
    try {
      for (Statement statement : statements) {
        attempt(statement, frame, () -> execute(statement, frame));
      }
    } finally {
      budget.leave();
    }
  }

  private void execute(Statement statement, Frame frame) {
    switch (statement) {
      case Statement.Assignment assignment -> assign(assignment, frame);
      case Statement.Input input -> {
        requireNet("input", frame, input.span());
        frame.variables().put(input.name(), new Datum.Tensor(declarations.input(input, frame)));
      }
      case Statement.Weight weight -> frame.variables().put(weight.name(), new Datum.Tensor(declarations.weight(weight, frame)));
      case Statement.Weights weights ->
          throw Mistake.at(weights.span(), Code.SYNTAX, "weights: stands in a block, loop or branch, expected directly in a net");
      case Statement.Output output -> output(output, frame);
      case Statement.Loop loop -> loop(loop, frame);
      case Statement.Choice choice -> execute(chosen(choice, frame), frame);
      case Statement.Return result ->
          throw Mistake.at(result.span(), Code.SYNTAX, "return: expected only as the last statement of a block");
    }
  }

  private static void requireNet(String what, Frame frame, SourceSpan span) {
    if (!frame.isNet()) {
      throw Mistake.at(span, Code.SYNTAX, what + ": stands in block \"" + frame.name() + "\", expected in a net");
    }
  }

  private void loadWeights(Statement.Weights weights, Frame frame) {
    if (expressions.evaluate(weights.file(), frame) instanceof Datum.Text(String path)) {
      store.load(path, weights.span());
    }
  }

  private void assign(Statement.Assignment assignment, Frame frame) {
    List<String> targets = assignment.targets();
    boolean names = frame.isNet() && assignment.value() instanceof Expression.Call;
    Datum value = names ? calls.call((Expression.Call) assignment.value(), List.of(), frame, targets)
        : expressions.evaluate(assignment.value(), frame);
    if (targets.size() == 1) {
      frame.variables().put(targets.getFirst(), value);
      return;
    }
    if (!(value instanceof Datum.Items(var elements, _)) || elements.size() != targets.size()) {
      throw Mistake.at(assignment.span(), Code.WRONG_KIND,
          targets.size() + " names are given " + value.describe() + ", expected a list of " + targets.size());
    }
    for (int i = 0; i < targets.size(); i++) {
      frame.variables().put(targets.get(i), elements.get(i));
    }
  }

  private void output(Statement.Output output, Frame frame) {
    requireNet("output", frame, output.span());
    SourceSpan first = outputs.putIfAbsent(output.name(), output.span());
    if (first != null) {
      throw Mistake.of(Diagnostic.at(output.span(), Code.DUPLICATE_NAME, "output \"" + output.name() + "\" is defined twice")
          .note("defined first", Optional.of(first)));
    }
    Given value = Given.of(expressions.evaluate(output.value(), frame), output.value().span());
    builder.output(output.name(), value.tensor("output \"" + output.name() + "\""));
  }

  private List<Statement> chosen(Statement.Choice choice, Frame frame) {
    for (Statement.Branch branch : choice.branches()) {
      if (expressions.truth(branch.condition(), frame, "\"if\"")) {
        return branch.body();
      }
    }
    return choice.otherwise();
  }

  private void loop(Statement.Loop loop, Frame frame) {
    Datum list = expressions.evaluate(loop.list(), frame);
    if (!(list instanceof Datum.Items(var elements, _))) {
      throw Mistake.at(loop.list().span(), Code.WRONG_KIND, "\"for\" goes through " + list.describe() + ", expected a list or a range");
    }
    for (int i = 0; i < elements.size(); i++) {
      budget.iterate(loop.span());
      if (loop.variables().size() == 2) {
        frame.variables().put(loop.variables().getFirst(), new Datum.Whole(i));
      }
      frame.variables().put(loop.variables().getLast(), elements.get(i));
      execute(loop.body(), frame);
    }
  }

  private Datum runBlock(SourceFile.Declaration block, Frame frame) {
    if (block.body().isEmpty() || !(block.body().getLast() instanceof Statement.Return result)) {
      throw Mistake.at(block.span(), Code.INCOMPLETE,
          "block \"" + block.name() + "\" returns nothing, expected return as its last statement");
    }
    execute(block.body().subList(0, block.body().size() - 1), frame);
    List<Datum> value = new ArrayList<>();
    attempt(result, frame, () -> value.add(expressions.evaluate(result.value(), frame)));
    if (value.isEmpty()) {
      throw Mistake.reported(false);
    }
    return value.getFirst();
  }
}
