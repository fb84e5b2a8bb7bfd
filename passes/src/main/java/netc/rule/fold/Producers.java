package netc.rule.fold;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.BatchNorm;
import netc.ir.op.Concat;
import netc.ir.op.Contraction;
import netc.ir.op.Op;
import netc.ir.op.Sub;
import netc.ir.tensor.Tensor;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Attempt;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Outcome;
import netc.rule.ChannelMap;
import netc.rule.Weights;

/**
 * Takes a map of channels back to the layers that compute its operand, through what it commutes with: sums, concats of channels, average pooling and
 * what else is {@link Commuting}. All on the way must be used once: nothing of it stays as it was.
 */
final class Producers {
  /** How many nodes to look at: more would make long chains cost their square. */
  private static final int REACH = 64;

  private static final Pattern<Contraction> LAYER =
      node(Contraction.class).where(Reason.OTHER_OP, "has no channels", LayerFold::hasChannels).withOneUse().operandsFrom(1, constant());
  private static final Pattern<Op> ANY = node(Op.class).withOneUse();

  private final Rewriter view;
  private final Node root;
  private int left = REACH;

  private Producers(Match<?> root) {
    this.view = root.view();
    this.root = root.node();
  }

  /** Replaces a map of channels by what computes it without an op of its own. */
  static Outcome fold(Match<?> root) {
    Optional<Failure> none = ChannelMap.refusal(root);
    if (none.isPresent()) {
      return Outcome.declined(none.get().reason(), none.get().detail());
    }
    ChannelMap map = ChannelMap.of(root);
    var producers = new Producers(root);
    return producers.refusal(map.x(), map)
        .map(failure -> Outcome.declined(failure.reason(), failure.detail()))
        .orElseGet(() -> Outcome.replacedBy(producers.fold(map.x(), map)));
  }

  private Optional<Failure> refusal(Value value, ChannelMap map) {
    Node node = value.producer();
    if (left-- == 0) {
      return Optional.of(new Failure(Reason.OTHER_OP, "more than " + REACH + " ops before " + root));
    }
    return switch (node.op()) {
      case Contraction layer -> failure(LAYER, node).or(() -> Overflow.refusal(new Site<>(node, layer, view), map));
      case BatchNorm norm -> failure(ANY, node).or(() -> refusalOfNorm(new Site<>(node, norm, view), map));
      case Concat concat -> failure(ANY, node).or(() -> refusalOfConcat(node, concat, map));
      case Add _, Sub _ when isSum(node) -> failure(ANY, node).or(() -> refusalOfSum(node, map));
      default -> Commuting.is(node, view) ? refusalOfCommuting(node, map)
          : Optional.of(new Failure(Reason.OTHER_OP, node + " is no layer and not linear"));
    };
  }

  private <O extends Op> Optional<Failure> failure(Pattern<O> pattern, Node node) {
    return pattern.match(node, view) instanceof Attempt.Failed<O>(var failure) ? Optional.of(failure) : Optional.empty();
  }

  private static Optional<Failure> refusalOfNorm(Site<BatchNorm> norm, ChannelMap map) {
    return ChannelMap.refusal(norm).or(() -> Overflow.refusal(norm, map));
  }

  private Optional<Failure> refusalOfConcat(Node node, Concat concat, ChannelMap map) {
    if (concat.axis() != 1) {
      return Optional.of(new Failure(Reason.AXIS, node + " joins axis " + concat.axis() + ", expected channels"));
    }
    int from = 0;
    for (Value part : view.operands(node)) {
      int width = part.type().shape().extent(1);
      Optional<Failure> refusal = refusal(part, map.slice(from, width));
      if (refusal.isPresent()) {
        return refusal;
      }
      from += width;
    }
    return Optional.empty();
  }

  /** Whether both operands are of the result's type: layers of their own compute them. */
  private boolean isSum(Node node) {
    return view.operands(node).stream().allMatch(operand -> operand.type().equals(node.type()));
  }

  /** Both terms take a factor in, one of them a summand. */
  private Optional<Failure> refusalOfSum(Node sum, ChannelMap map) {
    int shifted = shifted(sum);
    return refusal(view.operand(sum, shifted), map)
        .or(() -> map.scale().isEmpty() ? Optional.empty() : refusal(view.operand(sum, 1 - shifted), map.withoutShift()));
  }

  /** The term that takes a summand in: a layer, if one is; of a difference the first. */
  private int shifted(Node sum) {
    return sum.op() instanceof Add && !(view.operand(sum, 0).producer().op() instanceof Contraction) ? 1 : 0;
  }

  private Value foldSum(Node sum, ChannelMap map) {
    int shifted = shifted(sum);
    var terms = new ArrayList<>(view.operands(sum));
    terms.set(shifted, fold(terms.get(shifted), map));
    if (map.scale().isPresent()) {
      terms.set(1 - shifted, fold(terms.get(1 - shifted), map.withoutShift()));
    }
    view.at(List.of(sum));
    return view.add(sum.op(), terms);
  }

  private Optional<Failure> refusalOfCommuting(Node node, ChannelMap map) {
    return Commuting.refusal(node, map).or(() -> failure(ANY, node))
        .or(() -> Commuting.spread(node, view) == 1 ? refusal(view.operand(node, 0), Commuting.before(node.op(), map))
            : Optional.of(new Failure(Reason.SHAPE, node + " makes several features of each channel, which " + root + " may map apart")));
  }

  /** What computes the map of {@code value}; there is no refusal. */
  private Value fold(Value value, ChannelMap map) {
    Node node = value.producer();
    return switch (node.op()) {
      case Contraction layer -> LayerFold.after(at(new Site<>(node, layer, view)), map, view);
      case BatchNorm norm -> normalize(at(new Site<>(node, norm, view)), map);
      case Concat concat -> {
        List<Value> parts = foldParts(node, map);
        view.at(List.of(node));
        yield view.add(concat, parts);
      }
      case Add _, Sub _ -> foldSum(node, map);
      default -> {
        var operands = new ArrayList<>(view.operands(node));
        operands.set(0, fold(operands.getFirst(), Commuting.before(node.op(), map)));
        view.at(List.of(node));
        yield view.add(node.op(), operands);
      }
    };
  }

  private List<Value> foldParts(Node concat, ChannelMap map) {
    var parts = new ArrayList<Value>();
    int from = 0;
    for (Value part : view.operands(concat)) {
      int width = part.type().shape().extent(1);
      parts.add(fold(part, map.slice(from, width)));
      from += width;
    }
    return parts;
  }

  /** The node that takes the map in comes from both. */
  private <O extends Op> Site<O> at(Site<O> site) {
    String name = view.users(site.node().result()).getFirst() == root ? root.name() : site.node().name();
    view.at(Origin.chain(List.of(site.node().origin(), root.origin())), name);
    return site;
  }

  /** Normalization with other parameters: γ·k, β·k + t. */
  private Value normalize(Site<BatchNorm> norm, ChannelMap map) {
    Value gamma = map.scale()
        .map(scale -> view.weight(norm.operandName(BatchNorm.GAMMA),
            Weights.scaleRows(norm.tensor(BatchNorm.GAMMA), "γ·k", map.ingredients(), scale)))
        .orElse(norm.operand(BatchNorm.GAMMA));
    Tensor beta = LayerFold.bias(norm.type().size(1), Optional.of(norm.tensor(BatchNorm.BETA)), map);
    return view.add(norm.op(), norm.operand(0), gamma, view.weight(norm.operandName(BatchNorm.BETA), beta), norm.operand(BatchNorm.MEAN),
        norm.operand(BatchNorm.VAR));
  }
}
