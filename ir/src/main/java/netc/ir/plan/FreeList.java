package netc.ir.plan;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The free blocks of a growing arena. Neighbouring free blocks are one; each operation costs O(log n). */
public final class FreeList {
  private record Block(long size, long offset) {}

  private final TreeMap<Long, Long> sizes = new TreeMap<>();
  private final TreeSet<Block> bySize = new TreeSet<>(Comparator.comparingLong(Block::size).thenComparingLong(Block::offset));
  private long end;

  /** The size of the arena so far. */
  public long end() {
    return end;
  }

  /** The offset of a block of this size: the start of the smallest free one that it fits into, or else of new space at the end. */
  public long take(long size) {
    Block best = bySize.ceiling(new Block(size, 0));
    if (best == null) {
      Map.Entry<Long, Long> last = sizes.lastEntry();
      boolean extendable = last != null && last.getKey() + last.getValue() == end;
      best = extendable ? new Block(last.getValue(), last.getKey()) : new Block(0, end);
      end = Math.addExact(best.offset(), size);
    }
    remove(best);
    if (best.size() > size) {
      insert(new Block(best.size() - size, best.offset() + size));
    }
    return best.offset();
  }

  /** Returns a block. */
  public void release(long offset, long size) {
    var block = new Block(size, offset);
    Map.Entry<Long, Long> before = sizes.lowerEntry(offset);
    if (before != null && before.getKey() + before.getValue() == offset) {
      var neighbour = new Block(before.getValue(), before.getKey());
      remove(neighbour);
      block = new Block(neighbour.size() + size, neighbour.offset());
    }
    Long after = sizes.get(offset + size);
    if (after != null) {
      remove(new Block(after, offset + size));
      block = new Block(block.size() + after, block.offset());
    }
    insert(block);
  }

  private void insert(Block block) {
    sizes.put(block.offset(), block.size());
    bySize.add(block);
  }

  private void remove(Block block) {
    sizes.remove(block.offset(), block.size());
    bySize.remove(block);
  }
}
