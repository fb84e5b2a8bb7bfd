package netc.ir.eval;

import java.util.stream.IntStream;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** The meaning of {@link ConvTranspose2d}. */
final class TransposedConvolution {
  private final ConvTranspose2d op;
  private final Image from;
  private final Image to;
  private final Size2 kernel;
  private final float[] x;
  private final float[] weight;

  private TransposedConvolution(ConvTranspose2d op, Image to, Tensor x, Tensor weight) {
    this.op = op;
    this.from = Image.of(x.shape());
    this.to = to;
    this.kernel = Conv2d.kernel(weight.type());
    this.x = x.toArray();
    this.weight = weight.toArray();
  }

  static float[] evaluate(ConvTranspose2d op, TensorType type, Tensor x, Tensor weight, float[] bias) {
    Image to = Image.of(type.shape());
    var convolution = new TransposedConvolution(op, to, x, weight);
    float[] result = Evaluator.allocate(type);
    IntStream.range(0, to.maps()).parallel().forEach(map -> {
      double[] sums = convolution.map(map / to.channels(), map % to.channels());
      for (int i = 0; i < sums.length; i++) {
        result[map * sums.length + i] = (float) (sums[i] + bias[map % to.channels()]);
      }
    });
    return result;
  }

  /** One map of the result without its bias. */
  private double[] map(int image, int channel) {
    double[] sums = new double[to.map()];
    int depth = from.channels() / op.groups();
    int width = to.channels() / op.groups();
    for (int c = channel / width * depth; c < (channel / width + 1) * depth; c++) {
      int tap = (c * width + channel % width) * kernel.height() * kernel.width();
      int start = (image * from.channels() + c) * from.map();
      for (int row = 0; row < from.height(); row++) {
        for (int column = 0; column < from.width(); column++) {
          addTaps(sums, row, column, x[start + row * from.width() + column], tap);
        }
      }
    }
    return sums;
  }

  private void addTaps(double[] sums, int row, int column, double element, int tap) {
    for (int ky = 0; ky < kernel.height(); ky++) {
      long y = (long) row * op.stride().height() + (long) ky * op.dilation().height() - op.pad().top();
      for (int kx = 0; kx < kernel.width(); kx++) {
        long place = (long) column * op.stride().width() + (long) kx * op.dilation().width() - op.pad().left();
        if (y >= 0 && y < to.height() && place >= 0 && place < to.width()) {
          sums[(int) (y * to.width() + place)] += element * weight[tap + ky * kernel.width() + kx];
        }
      }
    }
  }
}
