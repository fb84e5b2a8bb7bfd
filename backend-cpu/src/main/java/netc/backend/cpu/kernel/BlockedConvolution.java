package netc.backend.cpu.kernel;

import netc.ir.op.Conv2d;
import netc.ir.op.Size2;

/**
 * Convolution into the blocked layout by its definition, without groups or with groups of whole blocks: for each panel of some blocks of output channels, tiles of pixels along lines. A
 * task takes some lines of an image and some panels. A panel's weights are read once for each tile, from the second-level cache; slices of the depth
 * keep them there.
 */
public final class BlockedConvolution implements Kernel {
  /** Weights of a panel that stay in a second-level cache, with what they are multiplied with. */
  private static final int SLICE = 1 << 17;

  /** Numbers of the input that all panels of a task go through. */
  private static final int INPUT = 1 << 17;

  private final Contract contract;
  private final Conv2d conv;
  private final Source source;
  private final Taps taps;
  private final Sizes from;
  private final Sizes to;
  private final int blocks;
  private final int blocksPerGroup;
  private final int linesPerTask;
  private final int lineBlocks;
  private final int blocksPerTask;

  /** Whether tasks share a copy of an image with zeros around it, not each its own of some lines. */
  private final boolean together;

  private final boolean simple;
  private final Clamp clamp;
  private final int residual;

  /**
   * A convolution.
   *
   * @param contract where everything is; the filters are {@link #filters}
   * @param conv the op, which {@link #suits}
   * @param kernel its kernel
   * @param from the input's sizes
   * @param to the result's sizes
   * @param blocked whether the input is blocked, not plain
   * @param threads how many threads there will be: tasks are cut so that each gets some
   */
  public BlockedConvolution(Contract contract, Conv2d conv, Size2 kernel, Sizes from, Sizes to, boolean blocked, int threads) {
    this.contract = contract;
    this.conv = conv;
    this.from = from;
    this.to = to;
    simple = contract.finish().clamp().isPresent();
    clamp = contract.finish().clamp().orElse(Clamp.NONE);
    residual = simple ? contract.finish().residual() : Finish.NO_RESIDUAL;
    blocks = Channels.blocks(to.channels());
    blocksPerGroup = blocks / conv.groups();
    var whole = Source.of(conv, kernel, from, to, blocked);
    int lines = whole.allLines();
    int cut = Math.clamp(Math.ceilDiv(whole.image(), INPUT), 1, lines);
    int perTask = blocks;
    int unit = conv.groups() == 1 ? Product.BLOCKS : blocksPerGroup; // no task begins within a panel
    int tasks = threads == 1 ? 1 : 4 * threads;
    while (from.batch() * cut * Math.ceilDiv(blocks, perTask) < tasks && (cut < lines || perTask > unit)) {
      if (perTask > unit && (cut == lines || (long) to.channels() * kernel.height() * kernel.width() > from.map())) {
        perTask = Math.ceilDiv(perTask, 2 * unit) * unit;
      } else {
        cut = Math.min(lines, 2 * cut);
      }
    }
    int cuts = Math.ceilDiv(blocks, perTask);
    linesPerTask = Shares.even(lines, Math.ceilDiv(lines, cut), 2 * cut, from.batch() * cuts, threads, 0);
    lineBlocks = Math.ceilDiv(lines, linesPerTask);
    blocksPerTask = perTask;
    together = !whole.isDirect() && conv.groups() == 1 && cuts > 1;
    source = together ? whole : whole.withLines(linesPerTask);
    taps = source.taps();
  }

  /** Whether it can do a convolution. */
  public static boolean suits(Conv2d conv, Sizes from, Sizes to) {
    int unit = conv.groups() * Lanes.COUNT;
    return conv.groups() == 1 || (from.channels() % unit == 0 && to.channels() % unit == 0);
  }

  /** The form of its filters: for each panel {@code [depth][blocks][lanes]}, with zeros in the place of missing filters. */
  public static Filters.Form filters(Conv2d conv, Size2 kernel, Sizes from, Sizes to, boolean blocked) {
    int[] order = Source.of(conv, kernel, from, to, blocked).order();
    int blocks = Channels.blocks(to.channels());
    int blocksPerGroup = blocks / conv.groups();
    int size = Math.multiplyExact(blocks * Lanes.COUNT, order.length);
    return weights -> {
      float[] packed = new float[size];
      float[][] rows = new float[Lanes.COUNT][order.length];
      for (int first = 0; first < blocks;) {
        int panel = Product.blocks(blocksPerGroup - first % blocksPerGroup);
        for (int block = first; block < first + panel; block++) {
          int count = Math.min(Lanes.COUNT, to.channels() - block * Lanes.COUNT);
          for (int i = 0; i < count; i++) {
            weights.read((long) (block * Lanes.COUNT + i) * order.length, rows[i], 0, order.length);
          }
          int at = (first * order.length + block - first) * Lanes.COUNT;
          for (int k = 0; k < order.length; k++) {
            for (int i = 0; i < count; i++) {
              packed[at + order[k] * panel * Lanes.COUNT + i] = rows[i][k];
            }
          }
        }
        first += panel;
      }
      return packed;
    };
  }

  @Override
  public int scratch() {
    return together ? 0 : source.size();
  }

  @Override
  public int shared() {
    return together ? source.size() : 0;
  }

  @Override
  public void run(Frame frame) {
    float[] weights = contract.filters().in(frame);
    if (!together) {
      images(frame, weights, 0, from.batch());
      return;
    }
    for (int image = 0; image < from.batch(); image++) {
      int input = contract.x() + image * source.image();
      frame.forEach(source.planes(), (plane, _) -> source.copy(frame.memory(), input, plane, plane + 1, 0, to.height(), frame.shared()));
      images(frame, weights, image, 1);
    }
  }

  private void images(Frame frame, float[] weights, int firstImage, int count) {
    int cuts = Math.ceilDiv(blocks, blocksPerTask);
    frame.forEach(count * lineBlocks * cuts, (task, scratch) -> {
      int first = task / cuts % lineBlocks * linesPerTask;
      var lines = new Lines(frame, weights, scratch, firstImage + task / (lineBlocks * cuts), first);
      int begin = task % cuts * blocksPerTask;
      lines.run(begin, Math.min(blocks, begin + blocksPerTask));
    });
  }

  /** Some lines of an image: what a task computes. */
  private final class Lines {
    private final float[] memory;
    private final float[] weights;
    private final float[] x;
    private final int input;
    private int at;
    private final int first;
    private final int count;

    /** The index in the result tensor of the lines' first pixel in the first block of channels. */
    private final int place;

    Lines(Frame frame, float[] weights, float[] scratch, int image, int first) {
      memory = frame.memory();
      this.weights = weights;
      this.first = first;
      count = Math.min(linesPerTask, source.allLines() - first);
      place = image * Channels.image(to) + first * source.line() * Lanes.COUNT;
      input = contract.x() + image * conv.groups() * source.image();
      x = source.isDirect() ? memory : together ? frame.shared() : scratch;
    }

    /** Goes to the part of the input that a group reads. */
    private void enter(int group) {
      int part = input + group * source.image();
      if (source.isDirect()) {
        at = part + first * source.lineStep();
      } else if (together) {
        at = first * source.lineStep();
      } else {
        source.copy(memory, part, 0, source.planes(), first, count, x);
        at = 0;
      }
    }

    void run(int begin, int end) {
      for (int block = begin; block < end;) {
        if (block == begin || block % blocksPerGroup == 0) {
          enter(block / blocksPerGroup);
        }
        int panel = Product.blocks(blocksPerGroup - block % blocksPerGroup);
        int slices = Math.clamp(Math.ceilDiv((long) taps.depth() * panel * Lanes.COUNT, SLICE), 1, taps.count());
        int lines = simple || slices > 1 ? count : 1; // a line's results are finished while they are in a first-level cache
        for (int line = 0; line < count; line += lines) {
          for (int slice = 0; slice < slices; slice++) {
            panel(block, panel, slice, slices, line, line + lines);
          }
          if (!simple) {
            finish(block, panel, line, line + lines);
          }
        }
        block += panel;
      }
    }

    private void panel(int block, int panel, int slice, int slices, int firstLine, int endLine) {
      boolean last = slice == slices - 1;
      int begin = (int) ((long) taps.count() * slice / slices);
      int end = (int) ((long) taps.count() * (slice + 1) / slices);
      boolean biased = last && contract.bias() != Contract.NO_BIAS;
      boolean started = slice > 0 || residual != Finish.NO_RESIDUAL;
      var product = new Product(taps, begin, end, x, source.pixelStep(), weights, started ? memory : Product.ZEROS,
          started ? Channels.block(to) : 0, started ? Lanes.COUNT : 0, biased ? memory : Product.ZEROS, memory, Channels.block(to),
          last ? clamp : Clamp.NONE);
      int w = (block * taps.depth() + taps.depth(begin) * panel) * Lanes.COUNT;
      int bias = biased ? contract.bias() + block * Lanes.COUNT : 0;
      int result = place + block * Channels.block(to);
      for (int line = firstLine; line < endLine; line++) {
        int pixels = source.pixels(first + line);
        for (int done = 0; done < pixels;) {
          int width = Product.pixels(panel, pixels - done);
          int index = result + (line * source.line() + done) * Lanes.COUNT;
          int start = slice > 0 ? contract.out() + index : started ? residual + index : 0;
          product.tile(panel, width, at + line * source.lineStep() + done * source.pixelStep(), w, start, bias, contract.out() + index);
          done += width;
        }
      }
    }

    private void finish(int block, int panel, int firstLine, int endLine) {
      int begin = firstLine * source.line();
      int length = Math.min(endLine * source.line(), to.map() - first * source.line()) - begin;
      for (int i = block; i < block + panel; i++) {
        int index = place + i * Channels.block(to) + begin * Lanes.COUNT;
        contract.finish().apply(memory, memory, contract.out() + index, index, length * Lanes.COUNT);
      }
    }
  }
}
