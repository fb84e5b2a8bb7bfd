package netc.rule.move;

import static netc.match.Pattern.node;

import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Computes only the pixels that are read, where all that reads a map are 1×1 convolutions or windows of one cell that skip the same ones, as at the
 * ends of ResNet's stages (He et al., arXiv 1512.03385, table 1, with the stride on the first 1×1 convolution). The stride moves up through what treats
 * each pixel alone, to the convolutions and poolings that compute it; what is read elsewhere, too, is subsampled. All readers lose their stride in one
 * step.
 *
 * <pre>
 *   conv2d(relu(conv2d(x, W1, stride = t) + y), W2, stride = s)   =>   conv2d(relu(conv2d(x, W1, stride = t·s) + y[::s, ::s]), W2)     W2 1×1
 * </pre>
 */
public final class SkipUnreadPixels implements Rule<Conv2d> {
  private static final Pattern<Conv2d> PATTERN =
      node(Conv2d.class).where(Reason.OTHER_OP, "is no 1×1 convolution that skips pixels", conv -> {
        Optional<Size2> stride = PixelReader.stride(conv.node(), conv.view());
        return stride.isPresent() && !stride.get().equals(Size2.ONE);
      });

  @Override
  public Pattern<Conv2d> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "stride' = t·s, y' = y[::s, ::s]";
  }

  @Override
  public String summary() {
    return "compute only the pixels that strided 1×1 convolutions read";
  }

  @Override
  public Outcome apply(Match<Conv2d> reader, Rewriter out) {
    Value map = reader.operand(0);
    Size2 stride = reader.op().stride();
    List<Node> readers = out.users(map);
    Optional<Failure> refusal = refusal(reader, readers);
    if (refusal.isPresent()) {
      return Outcome.declined(refusal.get().reason(), refusal.get().detail());
    }
    var subsampling = new Subsampling(map, stride, out);
    if (!subsampling.isWorthwhile()) {
      return Outcome.declined(Reason.NOT_PROFITABLE, reader + " would save " + subsampling.saved() + " MACs before it, for "
          + subsampling.copied() + " elements that are copied");
    }
    Value pixels = subsampling.build();
    for (Node other : readers) {
      if (other != reader.node()) {
        out.at(List.of(other));
        out.replace(other, PixelReader.ofPixels(other, pixels, out));
      }
    }
    out.at(List.of(reader.node()));
    return Outcome.replacedBy(PixelReader.ofPixels(reader.node(), pixels, out));
  }

  private static Optional<Failure> refusal(Match<Conv2d> reader, List<Node> readers) {
    Value map = reader.operand(0);
    if (reader.view().isOutput(map)) {
      return Optional.of(new Failure(Reason.IS_OUTPUT, map.producer() + ", which " + reader + " reads, is an output"));
    }
    for (Node other : readers) {
      boolean readsOnce = reader.view().operands(other).lastIndexOf(map) == 0;
      Optional<Size2> stride = readsOnce ? PixelReader.stride(other, reader.view()) : Optional.empty();
      if (stride.isEmpty()) {
        return Optional.of(new Failure(Reason.SECOND_USE, other + " reads all pixels of " + map.producer()));
      }
      if (!stride.get().equals(reader.op().stride())) {
        return Optional.of(new Failure(Reason.STRIDE,
            reader + " has stride " + reader.op().stride() + ", " + other + ", which reads the same, " + stride.get()));
      }
    }
    return Optional.empty();
  }
}
