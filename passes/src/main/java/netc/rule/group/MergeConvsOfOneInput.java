package netc.rule.group;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.op.Op;
import netc.ir.op.Size2;
import netc.ir.op.Split;
import netc.match.Match;
import netc.match.Pattern.Attempt.Matched;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Pass;
import netc.pass.PassContext;
import netc.pass.Remark;
import netc.pass.Rewrite;
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
    Rewriter.Mark since = out.mark();
    List<Match<Conv2d>> convs = arms.stream().map(Arm::conv).toList();
    ChannelWise.at(convs, out);
    var operands = new ArrayList<>(List.of(convs.getFirst().operand(0)));
    operands.addAll(ConvPairs.stacked(convs, out));
    Value value = Arm.functions(arms, out.add(convs.getFirst().op(), operands), out);
    Node split = out.addNode(split(arms), List.of(value));
    Map<Node, List<Value>> replacements = new LinkedHashMap<>();
    for (int i = 0; i < arms.size(); i++) {
      replacements.put(arms.get(i).last(), List.of(split.results().get(i)));
    }
    var rewrite = new Rewrite(name(), name(), Exactness.EXACT, FORMULA, name, replacements);
    context.propose(rewrite, name.toString(), out, since)
        .ifPresent(detail -> context.remark(Remark.missed(name(), name(), name, Reason.NOT_PROFITABLE, detail)));
  }

  private static Split split(List<Arm> arms) {
    return new Split(arms.stream().map(arm -> arm.conv().type().shape().extent(1)).toList(), 1);
  }
}
