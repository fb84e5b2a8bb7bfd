package netc.rule.move;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Shuffle;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Pass;
import netc.pass.PassContext;
import netc.pass.Remark;
import netc.pass.Rewrite;

/**
 * Lets weights carry the order of channels, so that no channel is moved but from the layer that computes it to the layers that read it. Ops next to each
 * other that only move channels are one question: which layer reads which channels of which other? Layers that take their channels in any order get them
 * in the one that takes the least copying, and what nobody reads is not computed. Two slices of one layer, unlike the parts of a split,
 * are not next to each other: they stay as they are. All of ShuffleNet v2's shuffles disappear that way (Ma et al., arXiv
 * 1807.11164, figure 3).
 *
 * <pre>
 *   conv2d(shuffle(concat(conv2d(x, W1), conv2d(y, W2)), 2), W3)   =>   conv2d(concat(conv2d(x, W1), conv2d(y, W2)), W3[:, p])
 *   conv2d(slice(conv2d(x, W1, b1)), W2)                           =>   conv2d(conv2d(x, W1[p, :], b1[p]), W2)
 * </pre>
 */
public final class RouteChannels implements Pass {
  private static final String FORMULA = "W' = W[p, q], b' = b[p]";

  @Override
  public String name() {
    return "route-channels";
  }

  @Override
  public String summary() {
    return "puts weights in an order for which channels need not be shuffled, split and joined again and again";
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var out = new Rewriter(graph);
    Map<Node, Integer> places = new HashMap<>();
    graph.nodes().forEach(node -> places.put(node, places.size()));
    Set<Node> seen = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (ChannelMove.is(node) && !seen.contains(node) && out.isLive(node)) {
        var region = ChannelRegion.around(node, places, out);
        seen.addAll(region.moves());
        if (region.isMoreThanConcats() && context.mayRewrite()) {
          route(region, places, out, context);
        }
      }
    }
    return out.finish();
  }

  private void route(ChannelRegion region, Map<Node, Integer> places, Rewriter out, PassContext context) {
    Node name = region.name();
    Optional<Failure> refusal = attempt(region, places, out, context);
    if (refusal.isPresent() && name.op() instanceof Shuffle) {
      context.remark(Remark.missed(name(), name(), name, refusal.get().reason(), refusal.get().detail()));
    }
  }

  private Optional<Failure> attempt(ChannelRegion region, Map<Node, Integer> places, Rewriter out, PassContext context) {
    if (region.isTooLarge()) {
      return Optional
          .of(new Failure(Reason.SHAPE, region.copied() + " channels are moved around " + region.name() + ", too many to follow"));
    }
    Map<Value, List<ChannelPlan.Channel>> reads = region.reads(out);
    var carriers = new ChannelCarriers(Set.copyOf(region.moves()), out);
    var readers = new LinkedHashSet<Node>();
    Optional<Failure> refusal = region.refusal(reads);
    for (Value read : reads.keySet()) {
      refusal = refusal.or(() -> carriers.readers(read, readers));
    }
    return refusal.isPresent() ? refusal : attempt(region, reads, readers, carriers, places, out, context);
  }

  private Optional<Failure> attempt(ChannelRegion region, Map<Value, List<ChannelPlan.Channel>> reads, Set<Node> readers,
      ChannelCarriers carriers, Map<Node, Integer> places, Rewriter out, PassContext context) {
    Map<Value, List<Node>> chains = new LinkedHashMap<>();
    Map<Value, Boolean> sources = new LinkedHashMap<>();
    for (Value source : region.sources(out)) {
      List<Node> chain = carriers.producers(source);
      sources.put(source, !chain.isEmpty());
      if (!chain.isEmpty()) {
        chains.put(source, chain);
      }
    }
    var plan = new ChannelPlan(reads, sources);
    if (plan.copied() >= region.copied()) {
      return Optional.of(new Failure(Reason.NOT_PROFITABLE,
          "around " + region.name() + " " + region.copied() + " channels are copied, and would be " + plan.copied()));
    }
    if (!context.allows(Exactness.ROUNDING)) {
      return Optional.of(new Failure(Reason.NUMERICS, "another order of sums is rounding, which is not allowed"));
    }
    Rewriter.Mark since = out.mark();
    Map<Node, List<Value>> replacements = new ChannelReordering(plan, reads, places, out).rebuild(readers, chains);
    var rewrite = new Rewrite(name(), name(), Exactness.ROUNDING, FORMULA, region.name(), replacements);
    return context.propose(rewrite, region.name().toString(), out, since);
  }
}
