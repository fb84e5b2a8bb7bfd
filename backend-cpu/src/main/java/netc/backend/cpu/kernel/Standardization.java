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
        row(memory, operands, row * extent, extent, Moments.of(memory, at, extent), epsilon);
      }
      finish.apply(memory, memory, operands.out() + begin * extent, begin * extent, (end - begin) * extent);
    });
  }

  private static void row(float[] memory, Operands operands, int place, int count, Moments moments, double epsilon) {
    float mean = moments.mean();
    float rest = moments.rest();
    float scale = (float) moments.scale(epsilon);
    int i = 0;
    for (; i <= count - L; i += L) {
      var standard = FloatVector.fromArray(S, memory, operands.x() + place + i).sub(mean).sub(rest).mul(scale);
      standard.fma(FloatVector.fromArray(S, memory, operands.gamma() + i), FloatVector.fromArray(S, memory, operands.beta() + i))
          .intoArray(memory, operands.out() + place + i);
    }
    for (; i < count; i++) {
      float standard = (memory[operands.x() + place + i] - mean - rest) * scale;
      memory[operands.out() + place + i] = Math.fma(standard, memory[operands.gamma() + i], memory[operands.beta() + i]);
    }
  }

  /** Instance normalization of {@code maps} maps. */
  public static Kernel instance(Operands operands, double epsilon, int maps, int channels, int map, Finish finish) {
    return frame -> frame.forRanges(maps, PIECE / map, (begin, end, _) -> {
      float[] memory = frame.memory();
      for (int m = begin; m < end; m++) {
        int at = operands.x() + m * map;
        var moments = Moments.of(memory, at, map);
        double scale = moments.scale(epsilon) * memory[operands.gamma() + m % channels];
        map(memory, at, operands.out() + m * map, map, moments, (float) scale, memory[operands.beta() + m % channels]);
      }
      finish.apply(memory, memory, operands.out() + begin * map, begin * map, (end - begin) * map);
    });
  }

  private static void map(float[] memory, int source, int target, int count, Moments moments, float scale, float shift) {
    float mean = moments.mean();
    float rest = moments.rest();
    int i = 0;
    for (; i <= count - L; i += L) {
      var deviation = FloatVector.fromArray(S, memory, source + i).sub(mean).sub(rest);
      deviation.fma(FloatVector.broadcast(S, scale), FloatVector.broadcast(S, shift)).intoArray(memory, target + i);
    }
    for (; i < count; i++) {
      memory[target + i] = Math.fma(memory[source + i] - mean - rest, scale, shift);
    }
  }

  /**
   * The mean and variance of some elements. In float a mean that is large beside the deviation has too few digits, so what it lacks is a number of its own.
   *
   * @param mean the mean in float, which some rounding may have made another
   * @param rest what it lacks: to be taken away after it
   * @param variance the variance, which no rounding makes negative
   */
  private record Moments(float mean, float rest, double variance) {
    static Moments of(float[] x, int at, int count) {
      float near = (float) mean(x, at, count);
      double deviations = 0;
      double squares = 0;
      int i = 0;
      while (i <= count - L) {
        var sum = FloatVector.zero(S);
        var squared = FloatVector.zero(S);
        int end = Math.min(count, i + BLOCK);
        for (; i <= end - L; i += L) {
          var deviation = FloatVector.fromArray(S, x, at + i).sub(near);
          sum = sum.add(deviation);
          squared = deviation.fma(deviation, squared);
        }
        deviations += total(sum);
        squares += total(squared);
      }
      for (; i < count; i++) {
        double deviation = (double) x[at + i] - near;
        deviations += deviation;
        squares += deviation * deviation;
      }
      double rest = deviations / count;
      return new Moments(near, (float) rest, Math.max(0, squares / count - rest * rest));
    }

    /** Sums run in lanes for a while, then in double: so they stay exact enough however long they are. */
    private static double mean(float[] x, int at, int count) {
      double sum = 0;
      int i = 0;
      while (i <= count - L) {
        var lanes = FloatVector.zero(S);
        int end = Math.min(count, i + BLOCK);
        for (; i <= end - L; i += L) {
          lanes = lanes.add(FloatVector.fromArray(S, x, at + i));
        }
        sum += total(lanes);
      }
      for (; i < count; i++) {
        sum += x[at + i];
      }
      return sum / count;
    }

    double scale(double epsilon) {
      return 1 / Math.sqrt(variance + epsilon);
    }
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
    var deviations = FloatVector.zero(S);
    var squares = FloatVector.zero(S);
    for (int i = 0; i < extent; i++) {
      var deviation = FloatVector.fromArray(S, memory, at + i * inner, lanes).sub(mean);
      deviations = deviations.add(deviation);
      squares = deviation.fma(deviation, squares);
    }
    var rest = deviations.div(extent);
    var variance = squares.div(extent).sub(rest.mul(rest)).max(0);
    var scale = FloatVector.broadcast(S, 1).div(variance.add(epsilon).lanewise(VectorOperators.SQRT));
    for (int i = 0; i < extent; i++) {
      var standard = FloatVector.fromArray(S, memory, at + i * inner, lanes).sub(mean).sub(rest).mul(scale);
      var gamma = FloatVector.broadcast(S, memory[operands.gamma() + i]);
      standard.fma(gamma, FloatVector.broadcast(S, memory[operands.beta() + i])).intoArray(memory, operands.out() + place + i * inner,
          lanes);
    }
  }
}
