package netc.rule.group;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.op.Size2;
import netc.ir.op.Split;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern.Attempt.Matched;
import netc.match.Reason;
import netc.pass.Excerpt;
import netc.pass.Pass;
import netc.pass.PassContext;
import netc.pass.Proposal;
import netc.pass.Remark;
import netc.rule.Arm;

/**
 * Makes one wider convolution of convolutions of one input that slide the same window, wherever their results go, and splits its result: the input is
 * read once and launches are fewer, for a copy of the result. The target's cost model decides; where a concat follows the convolutions,
 * {@link MergeSiblingConvs} needs no split and comes first. Equal functions behind the convolutions stay with them.
 *
 * <pre>
 *   f(conv2d(x, W1, b1)), …, f(conv2d(x, Wk, bk))   =>   split(f(conv2d(x, [W1; …; Wk], [b1; …; bk])))
 * </pre>
 */
public final class MergeConvsOfOneInput implements Pass {
  private static final String FORMULA = "W' = [W1; …; Wk], b' = [b1; …; bk]";

  /** What siblings have in common. */
  private record Kind(Value x, Conv2d op, Size2 kernel, List<Op> functions) {}

  @Override
  public String name() {
    return "merge-siblings";
  }

  @Override
  public String summary() {
    return "merges convolutions of one input where that costs less than splitting the result";
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var out = new Rewriter(graph);
    Map<Kind, List<Arm>> kinds = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Conv2d conv && conv.groups() == 1 && ConvPairs.ANY.match(node, out) instanceof Matched<Conv2d>(var match)) {
        Arm arm = Arm.after(match, out);
        var kind = new Kind(match.operand(0), conv, ConvPairs.kernel(match), arm.functions());
        kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(arm);
      }
    }
    kinds.values().stream().filter(arms -> arms.size() > 1).forEach(arms -> merge(arms, out, context));
    return out.finish();
  }

  private void merge(List<Arm> arms, Rewriter out, PassContext context) {
    if (!context.mayRewrite()) {
      return;
    }
    Node name = arms.getFirst().conv().node();
    var excerpt = new Excerpt(apart(arms), together(arms));
    Optional<String> objection = context.objection(new Proposal(name(), name.toString(), excerpt));
    if (objection.isPresent()) {
      var missed = new Remark.Result.Missed(Reason.NOT_PROFITABLE, objection.get());
      context.remark(new Remark(name(), name(), name.toString(), name.origin(), missed));
      return;
    }
    Rewriter.Mark since = out.mark();
    List<Match<Conv2d>> convs = arms.stream().map(Arm::conv).toList();
    ChannelWise.at(convs, out);
    var operands = new ArrayList<>(List.of(convs.getFirst().operand(0)));
    operands.addAll(ConvPairs.stacked(convs, out));
    Value value = Arm.functions(arms, out.add(convs.getFirst().op(), operands), out);
    Node split = out.addNode(split(arms), List.of(value));
    for (int i = 0; i < arms.size(); i++) {
      out.replace(arms.get(i).last(), split.results().get(i));
    }
    context.madeAround(name(), name, FORMULA, out, since);
  }

  private static Split split(List<Arm> arms) {
    return new Split(arms.stream().map(arm -> arm.conv().type().shape().extent(1)).toList(), 1);
  }

  /** What the convolutions cost now; weights count, what they are does not. */
  private static Graph apart(List<Arm> arms) {
    var builder = new GraphBuilder("before");
    Value x = input(arms, builder);
    for (int i = 0; i < arms.size(); i++) {
      builder.output("y" + i, run(arms.get(i), x, arms.get(i).conv().operand(1).type().size(0), builder));
    }
    return builder.build();
  }

  private static Graph together(List<Arm> arms) {
    var builder = new GraphBuilder("after");
    Value x = input(arms, builder);
    Value value = run(arms.getFirst(), x, arms.stream().mapToLong(arm -> arm.conv().operand(1).type().size(0)).sum(), builder);
    List<String> names = arms.stream().map(arm -> arm.last().name()).toList();
    Node split = builder.add(split(arms), List.of(value), names, arms.getFirst().conv().node().origin());
    for (int i = 0; i < arms.size(); i++) {
      builder.output("y" + i, split.results().get(i));
    }
    return builder.build();
  }

  private static Value input(List<Arm> arms, GraphBuilder builder) {
    return builder.input("x", arms.getFirst().conv().operand(0).type());
  }

  private static Value run(Arm arm, Value x, long filters, GraphBuilder builder) {
    TensorType old = arm.conv().operand(1).type();
    var weight = TensorType.f32(filters, old.size(1), old.size(2), old.size(3));
    Value value = builder.add(arm.conv().op(), x, builder.weight("w", Tensor.fill(weight, 0)),
        builder.weight("b", Tensor.fill(TensorType.f32(filters), 0)));
    for (Op function : arm.functions()) {
      value = builder.add(function, value);
    }
    return value;
  }
}
