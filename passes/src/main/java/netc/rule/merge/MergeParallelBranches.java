package netc.rule.merge;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Terms;
import netc.rule.Weights;

/**
 * Makes one convolution of a sum of correlations of one value: convolutions of different kernels, which zeros extend to the largest; normalization,
 * averaging and the value itself, which are convolutions of single channels. RepVGG's training form becomes its deploy form (Ding et al., arXiv
 * 2101.03697, section 3.3). What else is summed stays added. The target's cost model decides: a wider window may multiply more than what it
 * replaces.
 *
 * <pre>
 *   conv2d(x, W1, b1) + conv2d(x, W2, b2) + batchnorm(x) + avgpool2d(x) + x   =>   conv2d(x, W1 + W2 + diag(k) + A + I, b1 + b2 + t)
 *     where batchnorm(x) = k·x + t and A has 1 / (kh·kw) in every tap of each channel's own window
 * </pre>
 */
public final class MergeParallelBranches implements Rule<Add> {
  private static final Pattern<Add> PATTERN = node(Add.class);

  /** More multiplications than these times what the branches take never gain, and might be more than can be counted. */
  private static final double MOST = 4;

  @Override
  public Pattern<Add> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = Σ Wi extended by zeros, b' = Σ bi";
  }

  @Override
  public String summary() {
    return "merge summed convolutions, normalization and identity of one value";
  }

  @Override
  public Outcome apply(Match<Add> root, Rewriter out) {
    Optional<Failure> part = Terms.isPart(root);
    if (part.isPresent()) {
      return Outcome.declined(part.get().reason(), part.get().detail());
    }
    List<ParallelSum> sums = Stream.of(MOST, 1.0).map(most -> new ParallelSum(root, most)).filter(sum -> !sum.merges().isEmpty()).toList();
    if (sums.isEmpty()) {
      Failure failure = new ParallelSum(root, MOST).failure();
      return Outcome.declined(failure.reason(), failure.detail());
    }
    return Outcome.proposed(sums.stream().<Supplier<Value>>map(sum -> () -> merged(sum, root, out)).toList());
  }

  private static Value merged(ParallelSum sum, Match<Add> root, Rewriter out) {
    var terms = new ArrayList<Value>();
    var left = new ArrayList<>(sum.terms());
    for (ParallelSum.Merge merge : sum.merges()) {
      terms.add(merge(merge.members(), merge.slide(), out));
      merge.members().forEach(member -> left.remove(member.value()));
    }
    terms.addAll(left);
    out.at(List.of(root.node()));
    return terms.stream().reduce((a, b) -> out.add(root.op(), a, b)).orElseThrow();
  }

  private static Value merge(List<Correlation> members, Slide slide, Rewriter out) {
    Correlation base = members.getFirst();
    List<Node> nodes = members.stream().filter(member -> member.value() != member.x()).map(Correlation::node).toList();
    out.at(Origin.siblings(nodes.stream().map(Node::origin).toList()), base.node().name());
    var operands = new ArrayList<Value>();
    operands.add(base.x());
    operands.add(out.weight(out.operand(base.node(), 1).name(), weight(members, slide)));
    List<Tensor> biases = members.stream().flatMap(member -> member.bias().stream()).toList();
    if (!biases.isEmpty()) {
      String name = base.bias().isPresent() ? out.operand(base.node(), 2).name() : base.node().name() + ".bias";
      operands.add(out.weight(name, Weights.sum(biases, "b1 + … + bk")));
    }
    return out.add(slide.op(), operands);
  }

  private static Tensor weight(List<Correlation> members, Slide slide) {
    Correlation base = members.getFirst();
    long depth = base.x().type().size(1) / slide.groups();
    var type = TensorType.f32(base.value().type().size(1), depth, slide.rows().count(), slide.columns().count());
    List<Tensor> ingredients = members.stream().flatMap(member -> member.ingredients().stream()).toList();
    return Weights.compute(type, "W1 + … + Wk, extended by zeros", ingredients, () -> {
      double[] sum = new double[Math.toIntExact(type.shape().elements())];
      members.forEach(member -> member.addTo(sum, slide));
      return sum;
    });
  }
}
