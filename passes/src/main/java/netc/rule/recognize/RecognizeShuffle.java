package netc.rule.recognize;

import static netc.match.Pattern.node;

import java.util.List;
import java.util.stream.IntStream;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Reshape;
import netc.ir.op.Shuffle;
import netc.ir.op.Transpose;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Reshaping;

/**
 * Finds a channel shuffle in the transposition of channels that are arranged as a matrix; the maps may be one axis or two.
 *
 * <pre>
 *   transpose(reshape(x, [N, g, C / g, H, W]), [0, 2, 1, 3, 4])   =>   reshape(shuffle(x, g))   for x [N, C, H, W]
 * </pre>
 *
 * <p>Fires in no network of the zoo: they say shuffle; exporters write reshape, transpose, reshape.
 */
public final class RecognizeShuffle implements Rule<Transpose> {
  private static final Capture<Reshape> MATRIX = Capture.named("matrix");
  private static final Pattern<Transpose> PATTERN = node(Transpose.class).operand(0, node(Reshape.class).withOneUse().capturedAs(MATRIX));

  @Override
  public Pattern<Transpose> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "y = shuffle(x)";
  }

  @Override
  public String summary() {
    return "find a channel shuffle";
  }

  @Override
  public Outcome apply(Match<Transpose> transpose, Rewriter out) {
    Value x = transpose.get(MATRIX).operand(0);
    Shape matrix = transpose.operand(0).type().shape();
    List<Integer> permutation = transpose.op().permutation();
    if (!permutation.equals(swapped(permutation.size()))) {
      return Outcome.declined(Reason.AXIS,
          transpose + " has permutation " + permutation + ", expected the second and third axis to change places");
    }
    if (!isMatrixOfChannels(x.type(), matrix) || Reshaping.between(x.type(), transpose.type()).isEmpty()) {
      return Outcome.declined(Reason.SHAPE, transpose + " transposes " + matrix + " of " + x.type() + ", expected channels as a matrix");
    }
    return Outcome.replacedBy(Reshaping.of(out.add(new Shuffle(matrix.extent(1)), x), transpose.type(), out));
  }

  private static List<Integer> swapped(int rank) {
    return IntStream.range(0, rank).mapToObj(axis -> axis == 1 ? 2 : axis == 2 ? 1 : axis).toList();
  }

  private static boolean isMatrixOfChannels(TensorType x, Shape matrix) {
    return x.rank() == 4 && x.shape().isKnownFrom(1)
        && matrix.rank() >= 3 && matrix.dim(0).equals(x.shape().dim(0))
        && matrix.size(1) * matrix.size(2) == x.size(1);
  }
}
