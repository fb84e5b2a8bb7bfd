package netc.rule.move;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import netc.ir.Value;

/**
 * How everything that reads channels gets those that it reads with the least movement, if it may get them in any order: each source is cut once, into
 * pieces that have the same readers, and each reader joins its pieces.
 */
final class ChannelPlan {
  /**
   * One channel of a source.
   *
   * @param source the value
   * @param index the channel
   */
  record Channel(Value source, int index) {}

  /**
   * Channels of a source that stand side by side and have the same readers.
   *
   * @param source the value
   * @param channels which ones, by their numbers in the source as it is
   * @param readers the values that have these channels
   */
  record Piece(Value source, List<Integer> channels, Set<Value> readers) {}

  private final Map<Value, List<Piece>> pieces = new LinkedHashMap<>();
  private final Map<Value, List<Piece>> parts = new LinkedHashMap<>();

  /**
   * A plan.
   *
   * @param reads what is read, with the channels that it has, none of them twice
   * @param sources what the channels are of; whether each can have its channels in any order
   */
  ChannelPlan(Map<Value, List<Channel>> reads, Map<Value, Boolean> sources) {
    Map<Channel, Set<Value>> readers = new HashMap<>();
    reads.forEach((read, channels) -> channels
        .forEach(channel -> readers.computeIfAbsent(channel, _ -> new LinkedHashSet<>()).add(read)));
    sources.forEach((source, free) -> pieces.put(source, free ? gathered(source, readers) : runs(source, readers)));
    reads.keySet().forEach(read -> parts.put(read, new ArrayList<>()));
    pieces.values().forEach(all -> all.forEach(piece -> piece.readers().forEach(read -> parts(read).add(piece))));
  }

  /** The channels by their readers, without those that nothing reads. */
  private static List<Piece> gathered(Value source, Map<Channel, Set<Value>> readers) {
    Map<Set<Value>, Piece> gathered = new LinkedHashMap<>();
    for (int i = 0; i < source.type().size(1); i++) {
      Set<Value> now = readers.getOrDefault(new Channel(source, i), Set.of());
      if (!now.isEmpty()) {
        gathered.computeIfAbsent(now, key -> new Piece(source, new ArrayList<>(), key)).channels().add(i);
      }
    }
    return List.copyOf(gathered.values());
  }

  /** The channels in their order, cut where the readers change. */
  private static List<Piece> runs(Value source, Map<Channel, Set<Value>> readers) {
    var runs = new ArrayList<Piece>();
    for (int i = 0; i < source.type().size(1); i++) {
      Set<Value> now = readers.getOrDefault(new Channel(source, i), Set.of());
      if (runs.isEmpty() || !runs.getLast().readers().equals(now)) {
        runs.add(new Piece(source, new ArrayList<>(), now));
      }
      runs.getLast().channels().add(i);
    }
    return runs;
  }

  /** The pieces of a source, in order: all that is left of it. */
  List<Piece> pieces(Value source) {
    return pieces.getOrDefault(source, List.of());
  }

  /** The pieces that a value is joined of, by sources. */
  List<Piece> parts(Value read) {
    return parts.getOrDefault(read, List.of());
  }

  /** The sources that have to be cut: something reads a piece and not the others. */
  Set<Value> cut() {
    var cut = new LinkedHashSet<Value>();
    parts.values()
        .forEach(all -> all.stream().filter(part -> !all.containsAll(pieces(part.source()))).map(Piece::source).forEach(cut::add));
    return cut;
  }

  /** The channels that cutting and joining copies. */
  long copied() {
    long cut = cut().stream().mapToLong(source -> width(pieces(source))).sum();
    long joined = parts.keySet().stream().filter(read -> isJoined(read)).mapToLong(read -> width(parts(read))).sum();
    return cut + joined;
  }

  private boolean isJoined(Value read) {
    List<Piece> all = parts(read);
    Value source = all.getFirst().source();
    return all.size() > 1 && !(all.stream().allMatch(part -> part.source() == source) && all.containsAll(pieces(source)));
  }

  private static long width(List<Piece> pieces) {
    return pieces.stream().mapToLong(piece -> piece.channels().size()).sum();
  }
}
