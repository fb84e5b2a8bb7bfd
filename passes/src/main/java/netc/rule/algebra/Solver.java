package netc.rule.algebra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Binary;
import netc.ir.op.Div;
import netc.ir.op.Mul;
import netc.ir.op.Op;
import netc.ir.op.Sub;
import netc.rule.Uniform;

/**
 * Finds what a term's names stand for, so that the term is what a value computes. Goals are solved one after the other; where a goal can be met in two
 * ways (the order of a sum's or a product's operands), both are tried.
 *
 * @param view the graph
 * @param tolerance by how much a number may differ from one that is written out, as a share of it
 */
record Solver(Rewriter view, double tolerance) {
  /** A term that a value must compute. */
  private record Goal(Term term, Value value) {}

  Optional<Solution> solve(Term term, Node root) {
    return step(term, root, List.of(), Solution.EMPTY);
  }

  private Optional<Solution> solve(List<Goal> goals, Solution found) {
    if (goals.isEmpty()) {
      return Optional.of(found);
    }
    Goal goal = goals.getFirst();
    List<Goal> rest = goals.subList(1, goals.size());
    return switch (goal.term()) {
      case Term.Any(String name) -> found.with(name, goal.value()).flatMap(solution -> solve(rest, solution));
      case Term.Scalar(Amount number) ->
          Uniform.of(goal.value()).flatMap(value -> accept(number, value, found)).flatMap(more -> solve(rest, more));
      case Term.Scaled _, Term.Shifted _, Term.Apply _ -> step(goal.term(), goal.value().producer(), rest, found);
    };
  }

  /** Goes from a node to its operands. */
  private Optional<Solution> step(Term term, Node node, List<Goal> rest, Solution before) {
    Solution found = before.with(node);
    return switch (term) {
      case Term.Scaled(Term x, Amount factor) -> switch (node.op()) {
        case Mul _ -> withNumber(x, factor, node, 1, false, rest, found).or(() -> withNumber(x, factor, node, 0, false, rest, found));
        case Div _ -> withNumber(x, factor, node, 1, true, rest, found);
        default -> Optional.empty();
      };
      case Term.Shifted(Term x, Amount addend) -> switch (node.op()) {
        case Add _ -> withNumber(x, addend, node, 1, false, rest, found).or(() -> withNumber(x, addend, node, 0, false, rest, found));
        case Sub _ -> withNumber(x, addend, node, 1, true, rest, found);
        default -> Optional.empty();
      };
      case Term.Apply apply when apply.schema().type().isInstance(node.op()) ->
          attributes(apply, node.op(), found).flatMap(more -> operands(apply, node, rest, more));
      case Term.Apply _, Term.Any _, Term.Scalar _ -> Optional.empty();
    };
  }

  /** A node with a number at {@code index} and an operand of the result's type beside it. */
  private Optional<Solution> withNumber(Term x, Amount expected, Node node, int index, boolean inverse, List<Goal> rest, Solution found) {
    Value other = view.operand(node, 1 - index);
    Optional<Double> number = other.type().equals(node.type()) ? Uniform.of(view.operand(node, index)) : Optional.empty();
    return number.map(value -> !inverse ? value : node.op() instanceof Div ? 1 / value : -value)
        .flatMap(value -> accept(expected, value, found))
        .flatMap(more -> solve(prepend(new Goal(x, other), rest), more));
  }

  private Optional<Solution> operands(Term.Apply apply, Node node, List<Goal> rest, Solution found) {
    List<Value> operands = view.operands(node);
    if (operands.size() != apply.operands().size()) {
      return Optional.empty();
    }
    Optional<Solution> inOrder = inOrder(apply.operands(), operands, node, rest, found);
    return inOrder.isEmpty() && node.op() instanceof Binary binary && binary.commutes()
        ? inOrder(apply.operands().reversed(), operands, node, rest, found) : inOrder;
  }

  private Optional<Solution> inOrder(List<Term> terms, List<Value> operands, Node node, List<Goal> rest, Solution found) {
    var goals = new ArrayList<Goal>();
    for (int i = 0; i < terms.size(); i++) {
      goals.add(new Goal(terms.get(i), operands.get(i)));
      if (terms.get(i) instanceof Term.Scalar && !operands.get(1 - i).type().equals(node.type())) {
        return Optional.empty();
      }
    }
    goals.addAll(rest);
    return solve(goals, found);
  }

  private Optional<Solution> attributes(Term.Apply apply, Op op, Solution before) {
    Optional<Solution> found = Optional.of(before);
    for (int i = 0; i < apply.attributes().size(); i++) {
      Object expected = apply.attributes().get(i);
      Object actual = apply.schema().attributes().get(i).value(op);
      found = found.flatMap(solution -> expected instanceof Amount amount && actual instanceof Double number
          ? accept(amount, number, solution)
          : Optional.of(solution).filter(_ -> expected.equals(actual)));
    }
    return found;
  }

  /** Takes a number for what is expected; a name that stands for none yet stands for it from now on. */
  private Optional<Solution> accept(Amount expected, double actual, Solution found) {
    if (expected instanceof Amount.Named(String name) && !found.numbers().containsKey(name)) {
      return Double.isFinite(actual) ? Optional.of(found.with(name, actual)) : Optional.empty();
    }
    double wanted = expected.value(found.numbers()).orElse(Double.NaN);
    return wanted == actual || (Double.isFinite(wanted) && Math.abs(actual - wanted) <= tolerance * Math.abs(wanted)) ? Optional.of(found)
        : Optional.empty();
  }

  private static List<Goal> prepend(Goal goal, List<Goal> rest) {
    var goals = new ArrayList<>(List.of(goal));
    goals.addAll(rest);
    return goals;
  }
}
