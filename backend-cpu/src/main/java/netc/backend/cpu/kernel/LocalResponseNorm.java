package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import netc.ir.op.Lrn;

/** Local response normalization across channels; a task is a map. */
public final class LocalResponseNorm implements Kernel {
  private final int x;
  private final int out;
  private final Lrn op;
  private final Sizes sizes;
  private final Finish finish;

  /**
   * A normalization.
   *
   * @param x the input's place in memory
   * @param out the result's place in memory
   * @param op the op
   * @param sizes the input's and the result's sizes
   * @param finish what is done to the result
   */
  public LocalResponseNorm(int x, int out, Lrn op, Sizes sizes, Finish finish) {
    this.x = x;
    this.out = out;
    this.op = op;
    this.sizes = sizes;
    this.finish = finish;
  }

  @Override
  public int scratch() {
    return sizes.map() + Lanes.SLACK;
  }

  @Override
  public void run(Frame frame) {
    int map = sizes.map();
    float[] memory = frame.memory();
    frame.forRanges(sizes.maps(), (1 << 13) / map, (begin, end, scratch) -> {
      for (int m = begin; m < end; m++) {
        denominators(memory, m, scratch);
        for (int i = 0; i < map; i++) {
          memory[out + m * map + i] = memory[x + m * map + i] / scratch[i];
        }
      }
      finish.apply(memory, memory, out + begin * map, begin * map, (end - begin) * map);
    });
  }

  private void denominators(float[] memory, int m, float[] scratch) {
    int map = sizes.map();
    int c = m % sizes.channels();
    int before = (op.size() - 1) / 2;
    int first = m - Math.min(c, before);
    int end = m - c + (int) Math.min(sizes.channels(), (long) c - before + op.size());
    var scale = FloatVector.broadcast(Lanes.SPECIES, (float) (op.alpha() / op.size()));
    var bias = FloatVector.broadcast(Lanes.SPECIES, (float) op.bias());
    for (int i = 0; i < map; i += Lanes.COUNT) {
      var squares = FloatVector.zero(Lanes.SPECIES);
      for (int neighbour = first; neighbour < end; neighbour++) {
        var element = FloatVector.fromArray(Lanes.SPECIES, memory, x + neighbour * map + i);
        squares = element.fma(element, squares);
      }
      var base = squares.fma(scale, bias);
      if (op.beta() == 0.75) { // the exponent of nearly all networks
        var root = base.lanewise(VectorOperators.SQRT);
        base = root.mul(root.lanewise(VectorOperators.SQRT));
      }
      base.intoArray(scratch, i);
    }
    if (op.beta() != 0.75) {
      for (int i = 0; i < map; i++) {
        scratch[i] = (float) StrictMath.pow(scratch[i], op.beta());
      }
    }
  }
}
