package netc.backend.cpu.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Channels of images in another order, or together with others, in the blocked layout. A block of the result takes some lanes of one block of a source
 * and the rest of others.
 */
public final class ChannelGather implements Kernel {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** Vectors that are worth handing to another thread. */
  private static final int GRAIN = 1 << 11;

  /**
   * A tensor.
   *
   * @param at where it begins in memory
   * @param sizes its sizes
   */
  public record Side(int at, Sizes sizes) {
    private int block(int image, int block) {
      return at + image * Channels.image(sizes) + block * Channels.block(sizes);
    }
  }

  /** Lanes that go from one block of a source to one of a result. */
  private static final class Part {
    private final Side source;
    private final int sourceBlock;
    private final Side target;
    private final int targetBlock;
    private final boolean[] taken = new boolean[L];
    private final int[] lanes = new int[L];
    private final boolean whole;

    /** Lane i of the result is lane {@code from[i]} of the source, unless that is negative: then another part has it. */
    Part(Side source, int sourceBlock, Side target, int targetBlock, int[] from) {
      this.source = source;
      this.sourceBlock = sourceBlock;
      this.target = target;
      this.targetBlock = targetBlock;
      for (int i = 0; i < L; i++) {
        taken[i] = from[i] >= 0;
        lanes[i] = Math.max(0, from[i]);
      }
      whole = IntStream.range(0, L).allMatch(i -> from[i] == i);
    }

    void move(float[] memory, int image, int map) {
      int from = source.block(image, sourceBlock);
      int to = target.block(image, targetBlock);
      if (whole) {
        System.arraycopy(memory, from, memory, to, map * L);
        return;
      }
      var mask = VectorMask.fromArray(S, taken, 0);
      var shuffle = VectorShuffle.fromArray(S, lanes, 0);
      for (int i = 0; i < map; i++) {
        FloatVector.fromArray(S, memory, from + i * L).rearrange(shuffle).intoArray(memory, to + i * L, mask);
      }
    }
  }

  private final List<Part> parts;
  private final int batch;
  private final int map;

  private ChannelGather(List<Part> parts, Sizes sizes) {
    this.parts = List.copyOf(parts);
    batch = sizes.batch();
    map = sizes.map();
  }

  /** Result channel {@code c} is channel {@code channels.applyAsInt(c)} of the source. */
  public static Kernel of(Side source, Side target, IntUnaryOperator channels) {
    return new ChannelGather(parts(target, _ -> source, channels), target.sizes());
  }

  /** All channels of the sources, one after the other. */
  public static Kernel concat(List<Side> sources, Side target) {
    var owners = new ArrayList<Side>();
    var channels = new ArrayList<Integer>();
    for (Side source : sources) {
      for (int c = 0; c < source.sizes().channels(); c++) {
        owners.add(source);
        channels.add(c);
      }
    }
    return new ChannelGather(parts(target, owners::get, channels::get), target.sizes());
  }

  /** The source's channels, dealt out to the targets one after the other. */
  public static Kernel split(Side source, List<Side> targets) {
    var parts = new ArrayList<Part>();
    int done = 0;
    for (Side target : targets) {
      int first = done;
      parts.addAll(parts(target, _ -> source, channel -> first + channel));
      done += target.sizes().channels();
    }
    return new ChannelGather(parts, source.sizes());
  }

  private interface Owner {
    Side of(int channel);
  }

  private static List<Part> parts(Side target, Owner owners, IntUnaryOperator channels) {
    record Block(Side source, int block) {}
    var parts = new ArrayList<Part>();
    for (int block = 0; block < Channels.blocks(target.sizes().channels()); block++) {
      Map<Block, int[]> lanes = new LinkedHashMap<>();
      for (int c = block * L; c < Math.min(target.sizes().channels(), (block + 1) * L); c++) {
        int channel = channels.applyAsInt(c);
        lanes.computeIfAbsent(new Block(owners.of(c), channel / L), _ -> none())[c % L] = channel % L;
      }
      int targetBlock = block;
      lanes.forEach((source, from) -> parts.add(new Part(source.source(), source.block(), target, targetBlock, from)));
    }
    return parts;
  }

  private static int[] none() {
    int[] lanes = new int[L];
    Arrays.fill(lanes, -1);
    return lanes;
  }

  @Override
  public void run(Frame frame) {
    float[] memory = frame.memory();
    frame.forRanges(batch * parts.size(), Math.max(1, GRAIN / map), (begin, end, _) -> {
      for (int i = begin; i < end; i++) {
        parts.get(i % parts.size()).move(memory, i / parts.size(), map);
      }
    });
  }
}
