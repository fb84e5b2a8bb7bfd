package netc.rule.move;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Shuffle;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.rule.move.ChannelPlan.Channel;

/**
 * Ops next to each other that only move channels: what goes in are sources, and what other ops read of it are reads.
 *
 * @param moves the ops, operands before users
 */
record ChannelRegion(List<Node> moves) {
  /** How many channels to follow from op to op: more would make deep graphs cost their square. */
  private static final long MOST = 1 << 20;

  /** The region of an op; {@code places} tell the order of nodes. */
  static ChannelRegion around(Node start, Map<Node, Integer> places, Rewriter view) {
    var found = new TreeMap<Integer, Node>();
    var work = new ArrayDeque<>(List.of(start));
    while (!work.isEmpty()) {
      Node node = work.pop();
      if (ChannelMove.is(node) && found.putIfAbsent(places.getOrDefault(node, 0), node) == null) {
        view.operands(node).forEach(operand -> work.push(operand.producer()));
        node.results().forEach(result -> view.users(result).forEach(work::push));
      }
    }
    return new ChannelRegion(List.copyOf(found.values()));
  }

  /** Whether something is cut or shuffled; concats alone are as good as they can be. */
  boolean isMoreThanConcats() {
    return !moves.stream().allMatch(move -> move.op() instanceof Concat);
  }

  /** The op that stands for the region in reports: a shuffle, if there is one. */
  Node name() {
    return moves.stream().filter(move -> move.op() instanceof Shuffle).findFirst().orElse(moves.getFirst());
  }

  /** The channels that its ops copy. */
  long copied() {
    return results().mapToLong(result -> result.type().size(1)).sum();
  }

  private Stream<Value> results() {
    return moves.stream().flatMap(move -> move.results().stream());
  }

  /** What other ops read, with the channels that it has. */
  Map<Value, List<Channel>> reads(Rewriter view) {
    Map<Value, List<Channel>> channels = new LinkedHashMap<>();
    for (Node move : moves) {
      List<List<Channel>> operands =
          view.operands(move).stream().map(operand -> channels.computeIfAbsent(operand, ChannelRegion::own)).toList();
      List<List<Channel>> results = ChannelMove.results(move.op(), operands);
      IntStream.range(0, results.size()).forEach(i -> channels.put(move.results().get(i), results.get(i)));
    }
    Set<Node> inside = Set.copyOf(moves);
    Map<Value, List<Channel>> reads = new LinkedHashMap<>();
    results().filter(result -> view.isOutput(result) || !inside.containsAll(view.users(result)))
        .forEach(result -> reads.put(result, channels.getOrDefault(result, List.of())));
    return reads;
  }

  private static List<Channel> own(Value source) {
    return IntStream.range(0, source.type().shape().extent(1)).mapToObj(i -> new Channel(source, i)).toList();
  }

  /** What goes in. */
  List<Value> sources(Rewriter view) {
    Set<Node> inside = Set.copyOf(moves);
    return moves.stream().flatMap(move -> view.operands(move).stream()).filter(operand -> !inside.contains(operand.producer())).distinct()
        .toList();
  }

  /** Why it is not looked at. */
  Optional<Failure> refusal(Map<Value, List<Channel>> reads) {
    return reads.entrySet().stream().filter(read -> new HashSet<>(read.getValue()).size() < read.getValue().size())
        .map(read -> new Failure(Reason.INPUTS, read.getKey().producer() + " has a channel twice")).findFirst();
  }

  /** Whether it has too many channels to be looked at. */
  boolean isTooLarge() {
    return copied() > MOST;
  }
}
