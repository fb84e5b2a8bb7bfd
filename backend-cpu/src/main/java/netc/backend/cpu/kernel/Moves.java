package netc.backend.cpu.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.op.Pad;

/** Kernels that move elements and compute nothing. */
public final class Moves {
  private static final int PIECE = 1 << 14;

  private Moves() {}

  /**
   * One side of a copy of blocks.
   *
   * @param at where its first block begins in memory
   * @param step from one block to the next
   */
  public record Side(int at, int step) {}

  /**
   * A part of a concatenation or a split.
   *
   * @param from where it comes from
   * @param to where it goes
   * @param block elements that are contiguous on both sides
   */
  public record Part(Side from, Side to, int block) {}

  /** Copies {@code count} blocks of each part; {@code out} is where the result begins, if there is one. */
  public static Kernel blocks(List<Part> parts, int count, int out, Finish finish) {
    return frame -> {
      float[] memory = frame.memory();
      frame.forEach(parts.size() * count, (task, _) -> {
        Part part = parts.get(task % parts.size());
        int block = task / parts.size();
        int target = part.to().at() + block * part.to().step();
        System.arraycopy(memory, part.from().at() + block * part.from().step(), memory, target, part.block());
        if (!finish.stages().isEmpty()) {
          finish.apply(memory, memory, target, target - out, part.block());
        }
      });
    };
  }

  /** Channel shuffle: result channel {@code i · groups + g} is input channel {@code g · channels / groups + i}. */
  public static Kernel shuffle(int x, int out, Sizes sizes, int groups, Finish finish) {
    int map = sizes.map();
    int within = sizes.channels() / groups;
    return frame -> frame.forRanges(sizes.maps(), PIECE / map, (begin, end, _) -> {
      float[] memory = frame.memory();
      for (int m = begin; m < end; m++) {
        int c = m % sizes.channels();
        System.arraycopy(memory, x + (m - c + c % groups * within + c / groups) * map, memory, out + m * map, map);
      }
      finish.apply(memory, memory, out + begin * map, begin * map, (end - begin) * map);
    });
  }

  /** Rows and columns of the map's own cells around each map. */
  public static Kernel border(int x, int out, Sizes from, Sizes to, Pad pad, Finish finish) {
    int[] rows = IntStream.range(0, to.height()).map(i -> pad.mode().cell(i - pad.pad().top(), from.height())).toArray();
    int[] columns = IntStream.range(0, to.width()).map(i -> pad.mode().cell(i - pad.pad().left(), from.width())).toArray();
    return frame -> frame.forRanges(to.maps(), PIECE / to.map(), (begin, end, _) -> {
      float[] memory = frame.memory();
      for (int row = begin * to.height(); row < end * to.height(); row++) {
        int source = x + row / to.height() * from.map() + rows[row % to.height()] * from.width();
        for (int i = 0; i < columns.length; i++) {
          memory[out + row * to.width() + i] = memory[source + columns[i]];
        }
      }
      finish.apply(memory, memory, out + begin * to.map(), begin * to.map(), (end - begin) * to.map());
    });
  }

  /** Rows and columns of one value around each map. */
  public static Kernel pad(int x, int out, Sizes from, Sizes to, Pad pad, Finish finish) {
    int map = to.map();
    return frame -> frame.forRanges(to.maps(), PIECE / map, (begin, end, _) -> {
      float[] memory = frame.memory();
      Arrays.fill(memory, out + begin * map, out + end * map, (float) pad.value());
      for (int m = begin; m < end; m++) {
        for (int row = 0; row < from.height(); row++) {
          int target = out + m * map + (row + pad.pad().top()) * to.width() + pad.pad().left();
          System.arraycopy(memory, x + m * from.map() + row * from.width(), memory, target, from.width());
        }
      }
      finish.apply(memory, memory, out + begin * map, begin * map, (end - begin) * map);
    });
  }
}
