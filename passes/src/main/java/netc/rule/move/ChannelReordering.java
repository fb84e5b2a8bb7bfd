package netc.rule.move;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Split;
import netc.rule.move.ChannelPlan.Channel;
import netc.rule.move.ChannelPlan.Piece;

/** Computes layers anew with their channels in the order of a plan. */
final class ChannelReordering {
  private final ChannelPlan plan;
  private final Map<Value, List<Channel>> reads;
  private final Map<Node, Integer> places;
  private final Rewriter out;
  private final Map<Node, List<Integer>> filters = new HashMap<>();
  private final Map<Value, Ordered> moved = new HashMap<>();
  private final Map<Piece, Value> pieces = new HashMap<>();
  private final Map<Node, List<Value>> replacements = new LinkedHashMap<>();

  /**
   * What stands for a value.
   *
   * @param now the value with its channels in another order, or only some of them
   * @param order which channel of the old value each one is
   */
  private record Ordered(Value now, List<Integer> order) {}

  /**
   * A reordering.
   *
   * @param plan who gets which channels
   * @param reads what is read, with the channels that it has
   * @param places tell the order of nodes; those of new nodes are added
   * @param out where to build
   */
  ChannelReordering(ChannelPlan plan, Map<Value, List<Channel>> reads, Map<Node, Integer> places, Rewriter out) {
    this.plan = plan;
    this.reads = reads;
    this.places = places;
    this.out = out;
  }

  /**
   * Builds what is to replace the last nodes that have to know of another order, those with their channels as they were.
   *
   * @param readers the nodes behind what is read, up to dense convolutions
   * @param chains the nodes from a dense convolution to a source, for each source that can have its channels in any order
   */
  Map<Node, List<Value>> rebuild(Collection<Node> readers, Map<Value, List<Node>> chains) {
    var affected = new LinkedHashSet<>(readers);
    chains.forEach((source, chain) -> {
      List<Integer> order = plan.pieces(source).stream().flatMap(piece -> piece.channels().stream()).toList();
      if (!order.isEmpty() && !isSame(order, source)) {
        filters.put(chain.getFirst(), order);
        affected.addAll(chain);
      }
    });
    affected.stream().sorted(Comparator.comparingInt(node -> places.getOrDefault(node, 0))).toList().forEach(this::rebuild);
    return replacements;
  }

  private static boolean isSame(List<Integer> order, Value source) {
    return order.size() == source.type().size(1) && IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
  }

  private void rebuild(Node node) {
    Optional<Ordered> x = ordered(out.operand(node, 0));
    boolean dense = ChannelCarriers.isDense(node, out);
    Optional<List<Integer>> rows = dense ? Optional.ofNullable(filters.get(node)) : x.map(Ordered::order);
    Value value = ChannelSelection.of(node, x.map(Ordered::now).orElse(out.operand(node, 0)), rows, x.map(Ordered::order), out);
    places.put(value.producer(), places.getOrDefault(node, 0));
    rows.ifPresentOrElse(order -> moved.put(node.result(), new Ordered(value, order)), () -> replacements.put(node, List.of(value)));
  }

  private Optional<Ordered> ordered(Value value) {
    if (!moved.containsKey(value) && !plan.parts(value).isEmpty()) {
      moved.put(value, join(value));
    }
    return Optional.ofNullable(moved.get(value));
  }

  /** What is read, of its pieces. */
  private Ordered join(Value read) {
    var values = new LinkedHashSet<Value>();
    var order = new ArrayList<Integer>();
    List<Channel> channels = reads.getOrDefault(read, List.of());
    Map<Channel, Integer> numbers = new HashMap<>();
    IntStream.range(0, channels.size()).forEach(i -> numbers.put(channels.get(i), i));
    List<Piece> parts = plan.parts(read);
    for (Piece part : parts) {
      values.add(parts.containsAll(plan.pieces(part.source())) ? now(part.source()) : piece(part));
      part.channels().forEach(i -> order.add(numbers.getOrDefault(new Channel(part.source(), i), 0)));
    }
    out.at(List.of(read.producer()));
    return new Ordered(values.size() == 1 ? values.getFirst() : out.add(new Concat(1), List.copyOf(values)), List.copyOf(order));
  }

  private Value now(Value source) {
    Ordered ordered = moved.get(source);
    return ordered == null ? source : ordered.now();
  }

  private Value piece(Piece part) {
    Value known = pieces.get(part);
    if (known != null) {
      return known;
    }
    List<Piece> all = plan.pieces(part.source());
    out.at(List.of(part.source().producer()));
    Node split = out.addNode(new Split(all.stream().map(piece -> piece.channels().size()).toList(), 1), List.of(now(part.source())));
    IntStream.range(0, all.size()).forEach(i -> pieces.put(all.get(i), split.results().get(i)));
    return split.results().get(all.indexOf(part));
  }
}
