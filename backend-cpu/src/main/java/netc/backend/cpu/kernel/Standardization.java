package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Normalizations by the mean and variance of the input's own elements. */
public final class Standardization {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int PIECE = 1 << 14;

  private Standardization() {}

  /**
   * Where things are in memory.
   *
   * @param x the input
   * @param gamma the scale
   * @param beta the shift
   * @param out the result
   */
  public record Operands(int x, int gamma, int beta, int out) {}

  /** Layer normalization along the middle axis of {@code [outer, extent, inner]}. */
  public static Kernel layer(Operands operands, double epsilon, int outer, int extent, int inner, Finish finish) {
    if (inner > 1) {
      return lines(operands, epsilon, outer, extent, inner, finish);
    }
    return frame -> frame.forRanges(outer, PIECE / extent, (begin, end, _) -> {
      float[] memory = frame.memory();
      for (int row = begin; row < end; row++) {
        int at = operands.x() + row * extent;
        double mean = mean(memory, at, extent);
        double scale = scale(memory, at, extent, mean, epsilon);
        for (int i = 0; i < extent; i++) {
          double standard = (memory[at + i] - mean) * scale;
          memory[operands.out() + row * extent + i] = (float) (standard * memory[operands.gamma() + i] + memory[operands.beta() + i]);
        }
      }
      finish.apply(memory, memory, operands.out() + begin * extent, begin * extent, (end - begin) * extent);
    });
  }

  /** Instance normalization of {@code maps} maps. */
  public static Kernel instance(Operands operands, double epsilon, int maps, int channels, int map, Finish finish) {
    return frame -> frame.forRanges(maps, PIECE / map, (begin, end, _) -> {
      float[] memory = frame.memory();
      for (int m = begin; m < end; m++) {
        int at = operands.x() + m * map;
        double mean = mean(memory, at, map);
        double scale = scale(memory, at, map, mean, epsilon) * memory[operands.gamma() + m % channels];
        double shift = memory[operands.beta() + m % channels];
        for (int i = 0; i < map; i++) {
          memory[operands.out() + m * map + i] = (float) ((memory[at + i] - mean) * scale + shift);
        }
      }
      finish.apply(memory, memory, operands.out() + begin * map, begin * map, (end - begin) * map);
    });
  }

  private static double mean(float[] x, int at, int count) {
    double sum = 0;
    for (int i = at; i < at + count; i++) {
      sum += x[i];
    }
    return sum / count;
  }

  private static double scale(float[] x, int at, int count, double mean, double epsilon) {
    double squares = 0;
    for (int i = at; i < at + count; i++) {
      double deviation = x[i] - mean;
      squares += deviation * deviation;
    }
    return 1 / Math.sqrt(squares / count + epsilon);
  }

  /** As many neighbouring lines along the axis as a vector has lanes at a time. */
  private static Kernel lines(Operands operands, double epsilon, int outer, int extent, int inner, Finish finish) {
    int vectors = Math.ceilDiv(inner, Lanes.COUNT);
    int elements = outer * extent * inner;
    return frame -> {
      float[] memory = frame.memory();
      frame.forRanges(outer * vectors, PIECE / Lanes.COUNT / extent, (begin, end, _) -> {
        for (int i = begin; i < end; i++) {
          int first = i % vectors * Lanes.COUNT;
          vector(memory, operands, i / vectors * extent * inner + first, Math.min(Lanes.COUNT, inner - first), extent, inner,
              (float) epsilon);
        }
      });
      frame.forRanges(elements, PIECE,
          (begin, end, _) -> finish.apply(memory, memory, operands.out() + begin, begin, end - begin));
    };
  }

  private static void vector(float[] memory, Operands operands, int place, int count, int extent, int inner, float epsilon) {
    var lanes = Lanes.first(count);
    int at = operands.x() + place;
    var sum = FloatVector.zero(S);
    for (int i = 0; i < extent; i++) {
      sum = sum.add(FloatVector.fromArray(S, memory, at + i * inner, lanes));
    }
    var mean = sum.div(extent);
    var squares = FloatVector.zero(S);
    for (int i = 0; i < extent; i++) {
      var deviation = FloatVector.fromArray(S, memory, at + i * inner, lanes).sub(mean);
      squares = deviation.fma(deviation, squares);
    }
    var scale = FloatVector.broadcast(S, 1).div(squares.div(extent).add(epsilon).lanewise(VectorOperators.SQRT));
    for (int i = 0; i < extent; i++) {
      var standard = FloatVector.fromArray(S, memory, at + i * inner, lanes).sub(mean).mul(scale);
      var gamma = FloatVector.broadcast(S, memory[operands.gamma() + i]);
      standard.fma(gamma, FloatVector.broadcast(S, memory[operands.beta() + i])).intoArray(memory, operands.out() + place + i * inner,
          lanes);
    }
  }
}
