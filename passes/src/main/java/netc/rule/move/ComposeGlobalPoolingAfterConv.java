package netc.rule.move;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import netc.ir.Rewriter;
import netc.ir.op.Conv2d;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Weights;

/**
 * Makes one window as large as the map of a convolution and the global average of its result: each cell of the map has the weights of all taps that
 * fall on it, so nothing is multiplied twice. For a depthwise convolution that is one dot product for each channel.
 *
 * <pre>
 *   global_avgpool(conv2d(x, W, b, stride = s, pad = p, dilation = d))   =>   conv2d(x, W', b)
 *     where W'[o, i, y, x] = 1/P · Σ W[o, i, u, v] over the taps with y = s·q − p + d·u and x = s·r − p + d·v for one of the P places (q, r)
 * </pre>
 */
public final class ComposeGlobalPoolingAfterConv implements Rule<GlobalAvgPool> {
  private static final Capture<Conv2d> CONV = Capture.named("conv");
  private static final Pattern<GlobalAvgPool> PATTERN =
      node(GlobalAvgPool.class).operand(0, node(Conv2d.class)
          .where(Reason.OTHER_OP, "has a 1×1 kernel, for which there is move-pointwise-conv-after-pooling",
              conv -> !Conv2d.kernel(conv.operand(1).type()).equals(Size2.ONE))
          .withOneUse().operandsFrom(1, constant()).capturedAs(CONV));

  @Override
  public Pattern<GlobalAvgPool> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W'[y, x] = 1/P · Σ W[u, v] over the taps on y, x";
  }

  @Override
  public String summary() {
    return "make one window of a convolution and a global average";
  }

  @Override
  public Outcome apply(Match<GlobalAvgPool> pool, Rewriter out) {
    Site<Conv2d> conv = pool.get(CONV);
    Conv2d op = conv.op();
    var operands = new ArrayList<>(conv.operands());
    operands.set(1, out.weight(conv.operandName(1), spread(conv)));
    var window = new Conv2d(Size2.ONE, Padding.NONE, Size2.ONE, op.groups());
    return Outcome.proposed(out.add(window, operands));
  }

  private static Tensor spread(Site<Conv2d> conv) {
    Tensor weight = conv.tensor(1);
    Shape map = conv.operand(0).type().shape();
    var type = TensorType.f32(weight.shape().size(0), weight.shape().size(1), map.size(2), map.size(3));
    Conv2d op = conv.op();
    int[][] rows =
        cells(weight.shape().extent(2), conv.type().shape().extent(2), op.stride().height(), op.dilation().height(), op.pad().top());
    int[][] columns =
        cells(weight.shape().extent(3), conv.type().shape().extent(3), op.stride().width(), op.dilation().width(), op.pad().left());
    return Weights.compute(type, "1/P · Σ W[u, v]", List.of(weight), () -> spread(weight.toDoubles(), rows, columns, map));
  }

  /** The cells on which each tap falls, from place to place. */
  private static int[][] cells(int taps, int places, int stride, int dilation, int pad) {
    var cells = new int[taps][places];
    for (int tap = 0; tap < taps; tap++) {
      for (int place = 0; place < places; place++) {
        cells[tap][place] = place * stride - pad + tap * dilation;
      }
    }
    return cells;
  }

  private static double[] spread(double[] weight, int[][] rows, int[][] columns, Shape map) {
    int height = map.extent(2);
    int width = map.extent(3);
    int taps = rows.length * columns.length;
    double[] spread = new double[weight.length / taps * height * width];
    double places = (double) rows[0].length * columns[0].length;
    for (int i = 0; i < weight.length; i++) {
      int plane = i / taps * height * width;
      for (int row : rows[i % taps / columns.length]) {
        for (int column : columns[i % columns.length]) {
          if (row >= 0 && row < height && column >= 0 && column < width) {
            spread[plane + row * width + column] += weight[i] / places;
          }
        }
      }
    }
    return spread;
  }
}
