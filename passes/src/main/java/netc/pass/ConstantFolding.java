package netc.pass;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.eval.Evaluator;
import netc.ir.op.Constant;
import netc.ir.op.Leaf;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.tensor.Tensor;
import netc.match.Reason;

/**
 * Replaces operations on weights alone by their results, which become weights, computed when first needed. Broadcasting and padding may make a large
 * result of small weights; the elements that a model gains in this way are limited. What earlier runs computed counts against the limit, so that a
 * second run does not begin anew.
 */
public final class ConstantFolding implements Pass {
  /** The elements that a model may gain in any case: 1 MiB. */
  private static final long FREE_GROWTH = 1 << 18;

  /** The share of its elements that a model may gain: an eighth. */
  private static final long GROWTH_DIVISOR = 8;

  @Override
  public String name() {
    return "constant-folding";
  }

  @Override
  public String summary() {
    return "computes operations on weights alone";
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var out = new Rewriter(graph);
    long budget = budget(graph);
    for (Node node : graph.nodes()) {
      List<Node> producers = out.operands(node).stream().map(Value::producer).toList();
      if (node.op() instanceof Leaf || !context.mayRewrite()
          || !producers.stream().allMatch(producer -> producer.op() instanceof Constant)) {
        continue;
      }
      long growth = growth(node, producers, out);
      if (growth > Math.max(0, budget)) {
        String detail =
            String.format(Locale.ROOT, "%s would add %,d elements of weights, %,d are left to add", node, growth, Math.max(0, budget));
        context.remark(Remark.missed(name(), name(), node, Reason.NOT_PROFITABLE, detail));
        continue;
      }
      budget -= Math.max(0, growth);
      Rewriter.Mark mark = out.mark();
      List<Value> results = fold(node, producers, out);
      context.make(new Rewrite(name(), name(), Exactness.EXACT, "computed from weights alone", node, results), out, mark);
    }
    return out.finish();
  }

  private static long budget(Graph graph) {
    long folded = graph.weights().stream().filter(ConstantFolding::isFolded).mapToLong(ConstantFolding::elements).sum();
    long all = graph.weights().stream().mapToLong(ConstantFolding::elements).sum();
    return FREE_GROWTH + (all - folded) / GROWTH_DIVISOR - folded;
  }

  private static boolean isFolded(Node weight) {
    return weight.op() instanceof Constant(var tensor) && tensor.source() instanceof Tensor.Source.Computed(var formula)
        && OpSchema.named(formula).isPresent();
  }

  private static long elements(Node node) {
    return node.types().stream().mapToLong(type -> type.shape().elements()).sum();
  }

  /** The elements of the results without those of weights that nothing else uses. */
  private static long growth(Node node, List<Node> producers, Rewriter out) {
    long released = producers.stream().distinct()
        .filter(weight -> out.useCount(weight.result()) == Collections.frequency(producers, weight))
        .mapToLong(ConstantFolding::elements)
        .sum();
    return elements(node) - released;
  }

  private static List<Value> fold(Node node, List<Node> producers, Rewriter out) {
    Op op = node.op();
    List<Tensor> operands = producers.stream().map(weight -> ((Constant) weight.op()).tensor()).toList();
    out.at(List.of(node));
    var results = new ArrayList<Value>();
    Supplier<List<Tensor>> evaluation = node.results().size() > 1 ? new Evaluation(op, operands) : () -> Evaluator.evaluate(op, operands);
    for (int i = 0; i < node.results().size(); i++) {
      int index = i;
      Tensor result = Tensor.computed(node.types().get(i), op.name(), operands, () -> evaluation.get().get(index).toArray());
      results.add(out.weight(node.names().get(i), result));
    }
    return results;
  }

  /** The results of an op that has several, computed once for all of them, when one is first needed, and kept: each is asked for by itself. */
  private static final class Evaluation implements Supplier<List<Tensor>> {
    private final Op op;
    private final List<Tensor> operands;
    private List<Tensor> results = List.of();

    Evaluation(Op op, List<Tensor> operands) {
      this.op = op;
      this.operands = operands;
    }

    @Override
    public synchronized List<Tensor> get() {
      if (results.isEmpty()) {
        results = Evaluator.evaluate(op, operands);
      }
      return results;
    }
  }
}
