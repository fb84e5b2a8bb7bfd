package netc.rule.move;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
    TensorType type = spreadType(conv);
    double elements = (double) type.shape().size(0) * type.shape().elementsFrom(1);
    if (elements > Integer.MAX_VALUE) {
      return Outcome.declined(Reason.KERNEL, "%s would have a weight of %.0f elements".formatted(conv, elements));
    }
    var operands = new ArrayList<>(conv.operands());
    operands.set(1, out.weight(conv.operandName(1), spread(conv, type)));
    var window = new Conv2d(Size2.ONE, Padding.NONE, Size2.ONE, conv.op().groups());
    return Outcome.proposed(out.add(window, operands));
  }

  private static TensorType spreadType(Site<Conv2d> conv) {
    Shape weight = conv.operand(1).type().shape();
    Shape map = conv.operand(0).type().shape();
    return TensorType.f32(weight.size(0), weight.size(1), map.size(2), map.size(3));
  }

  private static Tensor spread(Site<Conv2d> conv, TensorType type) {
    Tensor weight = conv.tensor(1);
    Conv2d op = conv.op();
    Shape map = type.shape();
    Shape places = conv.type().shape();
    var rows = new Line(places.size(2), op.stride().height(), op.dilation().height(), op.pad().top(), map.extent(2));
    var columns = new Line(places.size(3), op.stride().width(), op.dilation().width(), op.pad().left(), map.extent(3));
    return Weights.compute(type, "1/P · Σ W[u, v]", List.of(weight), () -> spread(weight, rows, columns));
  }

  /** A window's places along an axis of so many cells. */
  private record Line(long places, int stride, int dilation, int pad, int cells) {
    /** The cells on which each tap falls, from place to place; padding has none. */
    int[][] cells(int taps) {
      return IntStream.range(0, taps).mapToObj(tap -> LongStream.range(0, places).map(place -> place * stride - pad + (long) tap * dilation)
          .filter(cell -> cell >= 0 && cell < cells).mapToInt(cell -> (int) cell).toArray()).toArray(int[][]::new);
    }
  }

  private static double[] spread(Tensor weight, Line rows, Line columns) {
    double[] elements = weight.toDoubles();
    int[][] rowsOfTaps = rows.cells(weight.shape().extent(2));
    int[][] columnsOfTaps = columns.cells(weight.shape().extent(3));
    int taps = rowsOfTaps.length * columnsOfTaps.length;
    int plane = rows.cells() * columns.cells();
    double[] spread = new double[elements.length / taps * plane];
    double places = (double) rows.places() * columns.places();
    for (int i = 0; i < elements.length; i++) {
      for (int row : rowsOfTaps[i % taps / columnsOfTaps.length]) {
        for (int column : columnsOfTaps[i % columnsOfTaps.length]) {
          spread[i / taps * plane + row * columns.cells() + column] += elements[i] / places;
        }
      }
    }
    return spread;
  }
}
