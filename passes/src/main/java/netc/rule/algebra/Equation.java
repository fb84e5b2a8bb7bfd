package netc.rule.algebra;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Binary;
import netc.ir.op.Mul;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * A rule that is an equation between expressions.
 *
 * <pre>
 *   x * sigmoid(x)   =>   silu(x)
 *   max(x, a * x)    =>   leaky_relu(x, a)   where 0 <= a <= 1
 * </pre>
 *
 * The names x, y and z stand for values, others for numbers. A number that is written out must be met exactly where the equation is {@link
 * Exactness#EXACT}, else up to the rounding of {@code f32}, in which exporters store {@code √½}. What the left side computes on its way must not be
 * used elsewhere, unless the right side computes nothing.
 */
public final class Equation implements Rule<Op> {
  /** Four units of the last place: a constant may have been rounded to seven digits, or twice. */
  private static final double ROUNDING = 0x1p-22;

  private final String id;
  private final Exactness exactness;
  private final String text;
  private final List<Term> left;
  private final Term right;
  private final List<Amount> bounds;
  private final Pattern<Op> pattern;

  private Equation(String id, Exactness exactness, String text) {
    this.id = id;
    this.exactness = exactness;
    this.text = text;
    String[] parts = text.split(" where ", 2);
    String[] sides = parts[0].split("=>", 2);
    this.left = Associations.of(Notation.term(sides[0]));
    this.right = Notation.term(sides[1]);
    this.bounds = parts.length == 1 ? List.of() : List.of(parts[1].split("<=")).stream().map(Notation::amount).toList();
    this.pattern = node(left).where(Reason.OTHER_OP, "is not of the form " + text, site -> solve(site).isPresent());
  }

  /** An equation that holds bit for bit. */
  public static Equation exact(String id, String text) {
    return new Equation(id, Exactness.EXACT, text);
  }

  /** An equation between functions that round differently. */
  public static Equation rounding(String id, String text) {
    return new Equation(id, Exactness.ROUNDING, text);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Pattern<Op> pattern() {
    return pattern;
  }

  @SuppressWarnings("unchecked") // a pattern of some ops is one of ops
  private static Pattern<Op> node(List<Term> ways) {
    Set<Class<? extends Op>> roots = ways.stream().flatMap(way -> roots(way).stream()).collect(Collectors.toSet());
    Class<? extends Op> root = roots.size() == 1 ? roots.iterator().next() : Binary.class;
    return Pattern.node((Class<Op>) root);
  }

  private static Set<Class<? extends Op>> roots(Term way) {
    return switch (way) {
      case Term.Apply apply -> Set.of(apply.schema().type());
      case Term.Scaled _, Term.Shifted _ -> Set.of(Binary.class);
      case Term.Any _, Term.Scalar _ -> throw new IllegalArgumentException(way + " is no computation");
    };
  }

  @Override
  public Exactness exactness() {
    return exactness;
  }

  @Override
  public String formula() {
    return text;
  }

  @Override
  public String summary() {
    return "use " + text;
  }

  @Override
  public Outcome apply(Match<Op> match, Rewriter out) {
    Solution solution = solve(match).orElseThrow();
    Optional<Outcome> refusal = right instanceof Term.Any ? Optional.empty() : refusal(solution, out);
    return refusal.orElseGet(() -> {
      out.at(solution.nodes().reversed());
      return Outcome.replacedBy(build(right, solution, out));
    });
  }

  private Optional<Solution> solve(Site<Op> site) {
    var solver = new Solver(site.view(), exactness == Exactness.EXACT ? 0 : ROUNDING);
    return left.stream().flatMap(way -> solver.solve(way, site.node()).stream()).filter(this::isWithinBounds).findFirst();
  }

  private boolean isWithinBounds(Solution solution) {
    List<Double> values = bounds.stream().map(bound -> bound.value(solution.numbers()).orElseThrow()).toList();
    return values.stream().sorted().toList().equals(values);
  }

  /** That something on the way is used elsewhere. */
  private static Optional<Outcome> refusal(Solution solution, Rewriter view) {
    List<Node> inner = solution.nodes().subList(1, solution.nodes().size());
    for (Node node : inner) {
      if (view.isOutput(node.result())) {
        return Optional.of(Outcome.declined(Reason.IS_OUTPUT, node + " is an output"));
      }
      if (view.useCount(node.result()) > Collections.frequency(inner, node)) {
        return Optional.of(Outcome.declined(Reason.SECOND_USE, node + " has " + view.useCount(node.result()) + " uses"));
      }
    }
    return Optional.empty();
  }

  private static Value build(Term term, Solution solution, Rewriter out) {
    return switch (term) {
      case Term.Any(String name) -> solution.value(name);
      case Term.Scalar(Amount number) -> scalar(number, solution, out);
      case Term.Scaled(Term x, Amount factor) -> out.add(new Mul(), build(x, solution, out), scalar(factor, solution, out));
      case Term.Shifted(Term x, Amount addend) -> out.add(new Add(), build(x, solution, out), scalar(addend, solution, out));
      case Term.Apply apply ->
          out.add(op(apply, solution), apply.operands().stream().map(operand -> build(operand, solution, out)).toList());
    };
  }

  private static Value scalar(Amount number, Solution solution, Rewriter out) {
    return out.weight("scalar", Tensor.fill(TensorType.f32(), number.value(solution.numbers()).orElseThrow()));
  }

  private static Op op(Term.Apply apply, Solution solution) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < apply.attributes().size(); i++) {
      OpSchema.Attribute attribute = apply.schema().attributes().get(i);
      Object value = apply.attributes().get(i);
      values.put(attribute.name(), value instanceof Amount amount ? amount.value(solution.numbers()).orElseThrow() : value);
    }
    return apply.schema().create(values);
  }

  @Override
  public String toString() {
    return id + ": " + text;
  }
}
