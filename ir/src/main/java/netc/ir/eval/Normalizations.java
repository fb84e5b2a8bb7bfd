package netc.ir.eval;

import java.util.List;
import java.util.stream.IntStream;
import netc.ir.op.BatchNorm;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Lrn;
import netc.ir.op.Normalization;
import netc.ir.op.Softmax;
import netc.ir.tensor.Tensor;

/** The meaning of {@link Normalization} ops; the result has the first operand's type. */
final class Normalizations {
  private Normalizations() {}

  static Tensor evaluate(Normalization op, List<Tensor> operands) {
    Tensor x = operands.getFirst();
    float[] result = switch (op) {
      case BatchNorm norm -> batchNorm(norm, operands);
      case Lrn lrn -> lrn(lrn, x.toArray(), Image.of(x.shape()));
      case Softmax softmax -> softmax(x, softmax.axis());
      case LayerNorm norm -> standardize(operands, norm.axis(), norm.epsilon());
      case InstanceNorm norm -> standardizeMaps(operands, norm.epsilon());
    };
    return Evaluator.wrap(x.type(), result);
  }

  private static float[] batchNorm(BatchNorm norm, List<Tensor> operands) {
    Tensor x = operands.getFirst();
    float[] elements = x.toArray();
    float[] gamma = operands.get(BatchNorm.GAMMA).toArray();
    float[] beta = operands.get(BatchNorm.BETA).toArray();
    float[] mean = operands.get(BatchNorm.MEAN).toArray();
    float[] variance = operands.get(BatchNorm.VAR).toArray();
    int map = Math.toIntExact(x.shape().elementsFrom(2));
    IntStream.range(0, elements.length / map).parallel().forEach(m -> {
      int c = m % gamma.length;
      double deviation = Math.sqrt(variance[c] + norm.epsilon());
      for (int i = m * map; i < (m + 1) * map; i++) {
        elements[i] = (float) (((double) elements[i] - mean[c]) * gamma[c] / deviation + beta[c]);
      }
    });
    return elements;
  }

  private static float[] lrn(Lrn lrn, float[] x, Image image) {
    float[] result = new float[x.length];
    int map = image.map();
    int before = (lrn.size() - 1) / 2;
    IntStream.range(0, image.maps()).parallel().forEach(m -> {
      int c = m % image.channels();
      int first = m - c + Math.max(0, c - before);
      int end = m - c + (int) Math.min(image.channels(), (long) c - before + lrn.size());
      for (int i = 0; i < map; i++) {
        double squares = 0;
        for (int neighbour = first; neighbour < end; neighbour++) {
          double element = x[neighbour * map + i];
          squares += element * element;
        }
        result[m * map + i] = (float) (x[m * map + i] / Math.pow(lrn.bias() + lrn.alpha() / lrn.size() * squares, lrn.beta()));
      }
    });
    return result;
  }

  private static float[] standardize(List<Tensor> operands, int axis, double epsilon) {
    Tensor x = operands.getFirst();
    float[] elements = x.toArray();
    float[] gamma = operands.get(1).toArray();
    float[] beta = operands.get(2).toArray();
    int extent = x.shape().extent(axis);
    int step = Math.toIntExact(x.shape().elementsFrom(axis + 1));
    IntStream.range(0, elements.length / extent).parallel().forEach(line -> {
      int start = line / step * step * extent + line % step;
      Moments moments = Moments.of(elements, start, extent, step);
      for (int i = 0; i < extent; i++) {
        elements[start + i * step] = (float) (moments.standardize(elements[start + i * step], epsilon) * gamma[i] + beta[i]);
      }
    });
    return elements;
  }

  private static float[] standardizeMaps(List<Tensor> operands, double epsilon) {
    Tensor x = operands.getFirst();
    float[] elements = x.toArray();
    float[] gamma = operands.get(1).toArray();
    float[] beta = operands.get(2).toArray();
    int map = Math.toIntExact(x.shape().elementsFrom(2));
    IntStream.range(0, elements.length / map).parallel().forEach(m -> {
      int c = m % gamma.length;
      Moments moments = Moments.of(elements, m * map, map, 1);
      for (int i = m * map; i < (m + 1) * map; i++) {
        elements[i] = (float) (moments.standardize(elements[i], epsilon) * gamma[c] + beta[c]);
      }
    });
    return elements;
  }

  /** The mean and the variance of some elements. */
  private record Moments(double mean, double variance) {
    static Moments of(float[] x, int start, int count, int step) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += x[start + i * step];
      }
      double mean = sum / count;
      double squares = 0;
      for (int i = 0; i < count; i++) {
        double deviation = x[start + i * step] - mean;
        squares += deviation * deviation;
      }
      return new Moments(mean, squares / count);
    }

    double standardize(double element, double epsilon) {
      return (element - mean) / Math.sqrt(variance + epsilon);
    }
  }

  private static float[] softmax(Tensor x, int axis) {
    float[] elements = x.toArray();
    int extent = x.shape().extent(axis);
    int step = Math.toIntExact(x.shape().elementsFrom(axis + 1));
    for (int line = 0; line < elements.length / extent; line++) {
      int start = line / step * step * extent + line % step;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < extent; i++) {
        max = Math.max(max, elements[start + i * step]);
      }
      double sum = 0;
      for (int i = 0; i < extent; i++) {
        sum += Math.exp(elements[start + i * step] - max);
      }
      for (int i = 0; i < extent; i++) {
        elements[start + i * step] = (float) (Math.exp(elements[start + i * step] - max) / sum);
      }
    }
    return elements;
  }
}
