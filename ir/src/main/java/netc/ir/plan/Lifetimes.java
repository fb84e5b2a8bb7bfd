package netc.ir.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * From when to when tensors are needed, and places that they can share: each has its own from the first step that writes it to the last one that reads or
 * writes it.
 *
 * @param <T> what stands for a tensor
 */
public final class Lifetimes<T> {
  private final List<List<T>> writes = new ArrayList<>();
  private final Map<T, Integer> last = new HashMap<>();

  /** Lifetimes of nothing. */
  public Lifetimes() {}

  /** The next step. */
  public void add(Collection<T> written, Collection<T> read) {
    written.forEach(tensor -> last.put(tensor, writes.size()));
    read.forEach(tensor -> last.put(tensor, writes.size()));
    writes.add(List.copyOf(written));
  }

  /** Some are needed after the last step. */
  public void keep(Collection<T> tensors) {
    tensors.forEach(tensor -> last.put(tensor, Integer.MAX_VALUE));
  }

  /**
   * The offsets of what the steps write.
   *
   * @param arena what they are parts of
   * @param size the elements that a tensor takes
   */
  public Map<T, Long> places(FreeList arena, ToLongFunction<T> size) {
    Map<Integer, List<T>> expiring = new HashMap<>();
    last.forEach((tensor, step) -> expiring.computeIfAbsent(step, _ -> new ArrayList<>(2)).add(tensor));
    Map<T, Long> places = new HashMap<>();
    for (int step = 0; step < writes.size(); step++) {
      for (T tensor : writes.get(step)) {
        places.computeIfAbsent(tensor, written -> arena.take(size.applyAsLong(written)));
      }
      for (T tensor : expiring.getOrDefault(step, List.of())) {
        Long place = places.get(tensor);
        if (place != null) { // not of what is there from the beginning
          arena.release(place, size.applyAsLong(tensor));
        }
      }
    }
    return places;
  }
}
