package netc.rule.fold;

import static netc.match.Pattern.constant;
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
import netc.ir.op.Contraction;
import netc.ir.op.Op;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Attempt.Failed;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.ChannelMap;

/**
 * Folds a scale and a shift of channels into the layer that follows, directly or behind pooling, a rectifier, a shuffle, resizing, padding or
 * flattening: batch normalization, or a product, quotient, sum or difference with a weight, as an input's normalization. A convolution that pads takes
 * only a scale, as it has zeros where the shift would be, and so does a transposed one. Of a concat, some operands may be scaled and others not.
 *
 * <pre>
 *   conv2d(k·x + t, W, b)          =>   conv2d(x, W·k, b + Σ W·t)     k and t per input channel, likewise linear and conv_transpose2d
 *   linear(flatten(k·x + t), W, b) =>   linear(flatten(x), W·k, b + Σ W·t)
 *   conv2d(maxpool2d(k·x), W, b)   =>   conv2d(maxpool2d(x), W·k, b)     if k > 0
 *   conv2d(concat(k·x, y), W, b)   =>   conv2d(concat(x, y), W·[k; 1], b)
 * </pre>
 *
 * <p>Fires in no network of the zoo: none scales its input; models with built-in normalization do.
 */
public final class FoldAffineBeforeLayer implements Rule<Contraction> {
  /** How many ops to look past; more would make long chains cost their square. */
  private static final int REACH = 8;

  private static final Pattern<Op> ONE_USE = node(Op.class).withOneUse();
  private static final Pattern<Contraction> PATTERN =
      node(Contraction.class).where(Reason.OTHER_OP, "has no channels", LayerFold::hasChannels).operandsFrom(1, constant());

  @Override
  public Pattern<Contraction> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = W·k, b' = b + Σ W·t";
  }

  @Override
  public String summary() {
    return "fold a scale and shift into the layer after it";
  }

  @Override
  public Outcome apply(Match<Contraction> layer, Rewriter out) {
    var between = new ArrayList<Node>();
    Node node = layer.producer(0);
    while (Commuting.is(node, out) && between.size() < REACH) {
      between.add(node);
      node = out.operand(node, 0).producer();
    }
    var site = new Site<>(node, node.op(), out);
    Optional<ScaledConcat> concat = ScaledConcat.of(node, out);
    if (concat.isEmpty() && !ChannelMap.isCandidate(site)) {
      return Outcome.declined(Reason.OTHER_OP, node + " before " + layer + " neither scales nor shifts");
    }
    between.add(node);
    for (Node op : between) {
      if (ONE_USE.match(op, out) instanceof Failed<Op>(var failure)) {
        return Outcome.declined(failure.reason(), failure.detail());
      }
    }
    between.removeLast();
    if (concat.isPresent()) {
      return fold(concat.get().map(), concat.get().nodes().toList(), () -> concat.get().unmapped(out), between.reversed(), layer, out);
    }
    return ChannelMap.refusal(site).map(FoldAffineBeforeLayer::declined).orElseGet(() -> {
      ChannelMap map = ChannelMap.of(site);
      return fold(map, List.of(site.node()), map::x, between.reversed(), layer, out);
    });
  }

  private static Outcome declined(Failure failure) {
    return Outcome.declined(failure.reason(), failure.detail());
  }

  /** Lets {@code layer} do what {@code maps} do to the channels of {@code x}, from which {@code between} leads to it. */
  private static Outcome fold(ChannelMap first, List<Node> maps, Supplier<Value> x, List<Node> between, Match<Contraction> layer,
      Rewriter out) {
    ChannelMap map = first.shifts() ? first : first.withoutShift();
    for (Node op : between) {
      Optional<Failure> refusal = Commuting.refusal(op, map);
      if (refusal.isPresent()) {
        return declined(refusal.get());
      }
      map = Commuting.after(op, map, out);
    }
    Optional<Failure> overflow = Overflow.refusal(layer, map);
    if (overflow.isPresent()) {
      return declined(overflow.get());
    }
    if (map.shift().isPresent() && LayerFold.pads(layer.op())) {
      Node shift = maps.stream().filter(node -> ChannelMap.of(new Site<>(node, node.op(), out)).shifts()).findFirst().orElseThrow();
      return Outcome.declined(Reason.BORDER, layer + " has zeros around its input, which " + shift + " would shift");
    }
    Value value = x.get();
    for (Node op : between) {
      out.at(List.of(op));
      var operands = new ArrayList<>(out.operands(op));
      operands.set(0, value);
      value = out.add(op.op(), operands);
    }
    List<Origin> origins = Stream.concat(maps.stream(), Stream.of(layer.node())).map(Node::origin).toList();
    out.at(Origin.chain(origins), layer.node().name());
    return Outcome.replacedBy(LayerFold.before(layer, map.of(value), out));
  }
}
