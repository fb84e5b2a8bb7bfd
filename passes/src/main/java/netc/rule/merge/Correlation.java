package netc.rule.merge;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import netc.ir.Node;
import netc.ir.Statistics;
import netc.ir.Value;
import netc.ir.op.AvgPool2d;
import netc.ir.op.BatchNorm;
import netc.ir.op.Conv2d;
import netc.ir.tensor.Tensor;
import netc.match.Site;
import netc.rule.ChannelAffine;
import netc.rule.Weights;

/**
 * A value as a correlation of {@code x}: that of a convolution, or channel by channel that of an average, of a normalization, or {@code x} itself.
 *
 * @param value what is computed
 * @param x from what
 * @param slide how the window slides
 * @param ingredients the tensors that the taps are computed from
 * @param taps the taps {@code [O, C / groups, rows, columns]}
 * @param bias what is added to each channel
 */
record Correlation(Value value, Value x, Slide slide, List<Tensor> ingredients, Supplier<double[]> taps, Optional<Tensor> bias) {
  static Correlation of(Site<Conv2d> conv) {
    Tensor weight = conv.tensor(1);
    Optional<Tensor> bias = conv.optionalTensor(2);
    return new Correlation(conv.node().result(), conv.operand(0), Slide.of(conv.op(), Conv2d.kernel(weight.type())), List.of(weight),
        weight::toDoubles, bias);
  }

  static Correlation ofNorm(Site<BatchNorm> norm) {
    ChannelAffine affine = ChannelAffine.of(norm);
    Tensor shift = Weights.compute(affine.beta().type(), "β − μ·k", affine.tensors(), affine::shift);
    return new Correlation(norm.node().result(), norm.operand(0), Slide.pointwise(channels(norm.operand(0))), affine.tensors(),
        affine::scale, Optional.of(shift));
  }

  static Correlation ofPool(Site<AvgPool2d> pool) {
    int channels = channels(pool.operand(0));
    int window = pool.op().kernel().height() * pool.op().kernel().width();
    return new Correlation(pool.node().result(), pool.operand(0), Slide.of(pool.op(), channels), List.of(),
        () -> filled(channels * window, 1.0 / window), Optional.empty());
  }

  static Correlation ofIdentity(Value x) {
    int channels = channels(x);
    return new Correlation(x, x, Slide.pointwise(channels), List.of(), () -> filled(channels, 1), Optional.empty());
  }

  private static int channels(Value x) {
    return x.type().shape().extent(1);
  }

  private static double[] filled(int length, double value) {
    double[] elements = new double[length];
    Arrays.fill(elements, value);
    return elements;
  }

  /** The multiply-accumulates that it takes now: only convolutions have any. */
  long macs() {
    return Statistics.macs(value.producer());
  }

  Node node() {
    return value.producer();
  }

  /** Adds the taps to {@code sum}, those of a window that slides as {@code wider}, a union with this one's. */
  void addTo(double[] sum, Slide wider) {
    double[] elements = taps.get();
    int channels = channels(x);
    int filters = channels(value);
    int depth = channels / slide.groups();
    int widerDepth = channels / wider.groups();
    int rows = slide.rows().count();
    int columns = slide.columns().count();
    int tap = 0;
    for (int o = 0; o < filters; o++) {
      int firstInput = o / (filters / slide.groups()) * depth - o / (filters / wider.groups()) * widerDepth;
      for (int i = 0; i < depth; i++) {
        for (int u = 0; u < rows; u++) {
          int row =
              ((o * widerDepth + firstInput + i) * wider.rows().count() + slide.rows().placeIn(wider.rows(), u)) * wider.columns().count();
          for (int v = 0; v < columns; v++) {
            sum[row + slide.columns().placeIn(wider.columns(), v)] += elements[tap++];
          }
        }
      }
    }
  }
}
