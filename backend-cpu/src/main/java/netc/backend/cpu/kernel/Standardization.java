package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Normalizations by the mean and variance of the input's own elements. */
public final class Standardization {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final int PIECE = 1 << 14;

  /** How many elements are added up in lanes. */
  private static final int BLOCK = 32 * L;

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
        row(memory, operands, row * extent, extent, (float) mean, (float) scale(memory, at, extent, mean, epsilon));
      }
      finish.apply(memory, memory, operands.out() + begin * extent, begin * extent, (end - begin) * extent);
    });
  }

  private static void row(float[] memory, Operands operands, int place, int count, float mean, float scale) {
    int i = 0;
    for (; i <= count - L; i += L) {
      var standard = FloatVector.fromArray(S, memory, operands.x() + place + i).sub(mean).mul(scale);
      standard.fma(FloatVector.fromArray(S, memory, operands.gamma() + i), FloatVector.fromArray(S, memory, operands.beta() + i))
          .intoArray(memory, operands.out() + place + i);
    }
    for (; i < count; i++) {
      float standard = (memory[operands.x() + place + i] - mean) * scale;
      memory[operands.out() + place + i] = Math.fma(standard, memory[operands.gamma() + i], memory[operands.beta() + i]);
    }
  }

  /** Instance normalization of {@code maps} maps. */
  public static Kernel instance(Operands operands, double epsilon, int maps, int channels, int map, Finish finish) {
    return frame -> frame.forRanges(maps, PIECE / map, (begin, end, _) -> {
      float[] memory = frame.memory();
      for (int m = begin; m < end; m++) {
        int at = operands.x() + m * map;
        double mean = mean(memory, at, map);
        double scale = scale(memory, at, map, mean, epsilon) * memory[operands.gamma() + m % channels];
        map(memory, at, operands.out() + m * map, map, (float) mean, (float) scale, memory[operands.beta() + m % channels]);
      }
      finish.apply(memory, memory, operands.out() + begin * map, begin * map, (end - begin) * map);
    });
  }

  private static void map(float[] memory, int source, int target, int count, float mean, float scale, float shift) {
    int i = 0;
    for (; i <= count - L; i += L) {
      var deviation = FloatVector.fromArray(S, memory, source + i).sub(mean);
      deviation.fma(FloatVector.broadcast(S, scale), FloatVector.broadcast(S, shift)).intoArray(memory, target + i);
    }
    for (; i < count; i++) {
      memory[target + i] = Math.fma(memory[source + i] - mean, scale, shift);
    }
  }

  /** Sums run in lanes for a while, then in double: so they stay exact enough however long they are. */
  private static double mean(float[] x, int at, int count) {
    double sum = 0;
    int i = 0;
    while (i <= count - L) {
      var lanes = FloatVector.zero(S);
      int end = Math.min(count - L, i + BLOCK);
      for (; i <= end; i += L) {
        lanes = lanes.add(FloatVector.fromArray(S, x, at + i));
      }
      sum += total(lanes);
    }
    for (; i < count; i++) {
      sum += x[at + i];
    }
    return sum / count;
  }

  private static double scale(float[] x, int at, int count, double mean, double epsilon) {
    double squares = 0;
    int i = 0;
    while (i <= count - L) {
      var lanes = FloatVector.zero(S);
      int end = Math.min(count - L, i + BLOCK);
      for (; i <= end; i += L) {
        var deviation = FloatVector.fromArray(S, x, at + i).sub((float) mean);
        lanes = deviation.fma(deviation, lanes);
      }
      squares += total(lanes);
    }
    for (; i < count; i++) {
      double deviation = x[at + i] - mean;
      squares += deviation * deviation;
    }
    return 1 / Math.sqrt(squares / count + epsilon);
  }

  private static double total(FloatVector lanes) {
    double total = 0;
    for (float lane : lanes.toArray()) {
      total += lane;
    }
    return total;
  }

  /** As many neighbouring lines along the axis as a vector has lanes at a time. */
  private static Kernel lines(Operands operands, double epsilon, int outer, int extent, int inner, Finish finish) {
    int vectors = Math.ceilDiv(inner, L);
    int elements = outer * extent * inner;
    return frame -> {
      float[] memory = frame.memory();
      frame.forRanges(outer * vectors, PIECE / L / extent, (begin, end, _) -> {
        for (int i = begin; i < end; i++) {
          int first = i % vectors * L;
          vector(memory, operands, i / vectors * extent * inner + first, Math.min(L, inner - first), extent, inner,
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
