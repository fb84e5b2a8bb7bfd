package netc.backend.cpu.kernel;

/** Copies of image tensors into the other form; a task is some blocks of channels of some images. */
public final class Reordering {
  private static final int L = Lanes.COUNT;

  /** Elements that are worth handing to another thread. */
  private static final int GRAIN = 1 << 13;

  /** Pixels whose channels are copied while they are in a first-level cache. */
  private static final int PIXELS = 64;

  private Reordering() {}

  /** From the plain form at {@code x} to the blocked form at {@code out}. */
  public static Kernel toBlocks(int x, int out, Sizes sizes) {
    return kernel(sizes, (memory, plain, blocked, channels, pixels, map) -> {
      for (int lane = 0; lane < channels; lane++) {
        spread(memory, x + plain + lane * map, out + blocked + lane, pixels);
      }
    });
  }

  /** From the blocked form at {@code x} to the plain form at {@code out}. */
  public static Kernel toPlain(int x, int out, Sizes sizes) {
    return kernel(sizes, (memory, plain, blocked, channels, pixels, map) -> {
      for (int lane = 0; lane < channels; lane++) {
        collect(memory, x + blocked + lane, out + plain + lane * map, pixels);
      }
    });
  }

  private interface Piece {
    void copy(float[] memory, int plain, int blocked, int channels, int pixels, int map);
  }

  private static Kernel kernel(Sizes sizes, Piece piece) {
    int map = sizes.map();
    int blocks = Channels.blocks(sizes.channels());
    int pieces = Math.ceilDiv(map, PIXELS);
    return frame -> frame.forRanges(sizes.batch() * blocks * pieces, Math.max(1, GRAIN / (PIXELS * L)), (begin, end, _) -> {
      for (int task = begin; task < end; task++) {
        int block = task / pieces % blocks;
        int image = task / pieces / blocks;
        int first = task % pieces * PIXELS;
        int plain = (image * sizes.channels() + block * L) * map + first;
        int blocked = ((image * blocks + block) * map + first) * L;
        int channels = Math.min(L, sizes.channels() - block * L);
        piece.copy(frame.memory(), plain, blocked, channels, Math.min(PIXELS, map - first), map);
      }
    });
  }

  private static void spread(float[] memory, int from, int to, int count) {
    for (int i = 0; i < count; i++) {
      memory[to + i * L] = memory[from + i];
    }
  }

  private static void collect(float[] memory, int from, int to, int count) {
    for (int i = 0; i < count; i++) {
      memory[to + i] = memory[from + i * L];
    }
  }
}
