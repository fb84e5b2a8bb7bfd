package netc.rule.group;

import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.tensor.Tensor;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Terms;
import netc.rule.Weights;

/**
 * Makes one convolution of the concat of their inputs of convolutions that are summed, however the additions are associated (Xie et al., arXiv
 * 1611.05431, figure 3, from a to b). Branches that are alike become one before it; convolutions whose inputs come through different ops are not
 * tried. What else is summed stays added. The target's cost model decides.
 *
 * <pre>
 *   conv2d(x1, W1, b1) + … + conv2d(xk, Wk, bk) + y   =>   conv2d(concat(x1, …, xk), [W1 | … | Wk], b1 + … + bk) + y
 * </pre>
 */
public final class MergeSummedConvs implements Rule<Add> {
  private static final Pattern<Add> PATTERN = node(Add.class);

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
    return "W' = [W1 | … | Wk], b' = b1 + … + bk";
  }

  @Override
  public String summary() {
    return "merge summed convolutions into one of the concat of their inputs";
  }

  @Override
  public Outcome apply(Match<Add> root, Rewriter out) {
    Optional<Failure> part = Terms.isPart(root);
    if (part.isPresent()) {
      return Outcome.declined(part.get().reason(), part.get().detail());
    }
    Sum sum = Sum.of(root);
    if (sum.groups().isEmpty()) {
      return Outcome.declined(sum.failure().reason(), sum.failure().detail());
    }
    return Outcome.proposed(List.of(
        () -> merged(sum, root, values -> Branch.joined(values, out), out),
        () -> merged(sum, root, values -> out.add(new Concat(1), values), out)));
  }

  private static Value merged(Sum sum, Match<Add> root, Function<List<Value>, Value> join, Rewriter out) {
    var merged = new HashSet<Value>();
    var terms = new ArrayList<Value>();
    for (List<Match<Conv2d>> convs : sum.groups()) {
      terms.add(merge(convs, join, out));
      convs.forEach(conv -> merged.add(conv.node().result()));
    }
    sum.terms().stream().filter(term -> !merged.contains(term)).forEach(terms::add);
    out.at(List.of(root.node()));
    return terms.stream().reduce((left, right) -> out.add(root.op(), left, right)).orElseThrow();
  }

  private static Value merge(List<Match<Conv2d>> convs, Function<List<Value>, Value> join, Rewriter out) {
    Match<Conv2d> first = convs.getFirst();
    List<Value> inputs = convs.stream().map(conv -> conv.operand(0)).toList();
    ChannelWise.at(convs, out);
    Value x = join.apply(inputs);
    ChannelWise.at(convs, out);
    var operands = new ArrayList<Value>(List.of(x));
    operands.add(out.weight(first.operandName(1), WeightBlocks.join(convs.stream().map(conv -> conv.tensor(1)).toList(), 1)));
    convs.stream().filter(conv -> conv.arity() > 2).findFirst()
        .ifPresent(conv -> operands.add(out.weight(conv.operandName(2), summedBias(convs))));
    return out.add(first.op(), operands);
  }

  private static Tensor summedBias(List<Match<Conv2d>> convs) {
    List<Tensor> biases = convs.stream().flatMap(conv -> conv.optionalTensor(2).stream()).toList();
    return Weights.sum(biases, "b1 + … + bk");
  }
}
