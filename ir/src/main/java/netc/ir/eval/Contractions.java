package netc.ir.eval;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import netc.ir.op.Contraction;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** The meaning of {@link Contraction} ops. */
final class Contractions {
  private Contractions() {}

  static Tensor evaluate(Contraction op, TensorType type, List<Tensor> operands) {
    float[] bias = operands.size() > 2 ? operands.get(2).toArray() : new float[type.shape().extent(1)];
    float[] result = switch (op) {
      case Conv2d conv -> convolve(conv, type, operands.get(0), operands.get(1), bias);
      case ConvTranspose2d conv -> TransposedConvolution.evaluate(conv, type, operands.get(0), operands.get(1), bias);
      case Linear _ -> multiply(operands.get(0), operands.get(1), bias);
      case MatMul _ -> product(type, operands.get(0), operands.get(1));
    };
    return Evaluator.wrap(type, result);
  }

  private static float[] multiply(Tensor x, Tensor weight, float[] bias) {
    int features = weight.shape().extent(1);
    int outputs = weight.shape().extent(0);
    int batch = x.shape().extent(0);
    float[] input = x.toArray();
    float[] result = new float[Math.multiplyExact(batch, outputs)];
    IntStream.range(0, outputs).parallel().forEach(o -> {
      float[] row = new float[features];
      MemorySegment.copy(weight.segment(), Tensor.FLOAT, (long) o * features * Float.BYTES, row, 0, features);
      for (int n = 0; n < batch; n++) {
        double sum = 0;
        for (int i = 0; i < features; i++) {
          sum += (double) input[n * features + i] * row[i];
        }
        result[n * outputs + o] = (float) (sum + bias[o]);
      }
    });
    return result;
  }

  private static float[] product(TensorType type, Tensor x, Tensor y) {
    int rows = x.shape().extent(x.shape().rank() - 2);
    int depth = x.shape().extent(x.shape().rank() - 1);
    int columns = y.shape().extent(y.shape().rank() - 1);
    int[] lefts = MatMul.matrices(x.shape(), type.shape());
    int[] rights = MatMul.matrices(y.shape(), type.shape());
    float[] left = x.toArray();
    float[] right = y.toArray();
    float[] result = Evaluator.allocate(type);
    IntStream.range(0, lefts.length * rows).parallel().forEach(row -> {
      int matrix = row / rows;
      int from = (lefts[matrix] * rows + row % rows) * depth;
      double[] sums = new double[columns];
      for (int k = 0; k < depth; k++) {
        double factor = left[from + k];
        int at = (rights[matrix] * depth + k) * columns;
        for (int column = 0; column < columns; column++) {
          sums[column] += factor * right[at + column];
        }
      }
      for (int column = 0; column < columns; column++) {
        result[row * columns + column] = (float) sums[column];
      }
    });
    return result;
  }

  private static float[] convolve(Conv2d conv, TensorType type, Tensor x, Tensor weight, float[] bias) {
    Image from = Image.of(x.shape());
    Image to = Image.of(type.shape());
    Size2 kernel = Conv2d.kernel(weight.type());
    Axis rows = Axis.rows(from, to, kernel, conv.stride(), conv.dilation(), conv.pad());
    Axis columns = Axis.columns(from, to, kernel, conv.stride(), conv.dilation(), conv.pad());
    var correlation = new Correlation(x, weight, to, conv.groups(), rows, columns);
    float[] result = Evaluator.allocate(type);
    IntStream.range(0, to.maps()).parallel().forEach(map -> {
      double[] sums = correlation.map(map / to.channels(), map % to.channels());
      for (int i = 0; i < sums.length; i++) {
        result[map * sums.length + i] = (float) (sums[i] + bias[map % to.channels()]);
      }
    });
    return result;
  }

  private static double[] doubles(Tensor tensor) {
    float[] elements = tensor.toArray();
    double[] wide = new double[elements.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = elements[i];
    }
    return wide;
  }

  /** A convolution without its bias. */
  private static final class Correlation {
    private final double[] x;
    private final float[] weight;
    private final Image from;
    private final Image to;
    private final Axis rows;
    private final Axis columns;

    /** Input channels of a group. */
    private final int depth;

    /** Output channels of a group. */
    private final int filters;

    Correlation(Tensor x, Tensor weight, Image to, int groups, Axis rows, Axis columns) {
      this.x = doubles(x);
      this.weight = weight.toArray();
      this.from = Image.of(x.shape());
      this.to = to;
      this.rows = rows;
      this.columns = columns;
      depth = from.channels() / groups;
      filters = to.channels() / groups;
    }

    /** One map of the result: each tap's products are added to all places at once, so that memory is read in order. */
    double[] map(int image, int filter) {
      double[] sums = new double[to.map()];
      int tap = filter * depth * rows.kernel() * columns.kernel();
      for (int c = 0; c < depth; c++) {
        int start = (image * from.channels() + filter / filters * depth + c) * from.map();
        for (int ky = 0; ky < rows.kernel(); ky++) {
          for (int kx = 0; kx < columns.kernel(); kx++) {
            addTap(sums, start, ky, kx, weight[tap++]);
          }
        }
      }
      return sums;
    }

    private void addTap(double[] sums, int start, int ky, int kx, double factor) {
      int first = columns.firstPlace(kx);
      int end = columns.endPlace(kx);
      int step = columns.stride();
      for (int place = rows.firstPlace(ky); place < rows.endPlace(ky); place++) {
        int cell = (int) (start + rows.cell(place, ky) * from.width() + columns.cell(first, kx));
        int row = place * to.width();
        if (step == 1) {
          for (int i = first; i < end; i++) {
            sums[row + i] += factor * x[cell + i - first];
          }
        } else {
          for (int i = first; i < end; i++) {
            sums[row + i] += factor * x[cell + (i - first) * step];
          }
        }
      }
    }
  }
}
