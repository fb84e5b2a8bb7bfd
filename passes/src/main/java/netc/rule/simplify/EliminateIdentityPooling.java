package netc.rule.simplify;

import netc.ir.Rewriter;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.AvgPool2d;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Pooling;
import netc.ir.op.Size2;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Removes pooling whose windows have one cell each, as adaptive pooling has on maps of the size that it asks for.
 *
 * <pre>
 *   maxpool2d(x, kernel = [1, 1]), avgpool2d(x, kernel = [1, 1])                 =>   x
 *   adaptive_maxpool2d(x, [H, W]), adaptive_avgpool2d(x, [H, W]), x [N, C, H, W]  =>   x
 *   global_avgpool(x), x [N, C, 1, 1]                                             =>   x
 * </pre>
 */
public final class EliminateIdentityPooling implements Rule<Pooling> {
  private static final Pattern<Pooling> PATTERN = Pattern.node(Pooling.class);

  @Override
  public Pattern<Pooling> pattern() {
    return PATTERN;
  }

  /** The mean of −0 alone is a sum that began at +0. */
  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "y = x";
  }

  @Override
  public String summary() {
    return "remove pooling whose windows have one cell each";
  }

  @Override
  public Outcome apply(Match<Pooling> pool, Rewriter out) {
    return switch (pool.op()) {
      case MaxPool2d(var kernel, var stride, _, _, _) -> sliding(pool, kernel, stride);
      case AvgPool2d(var kernel, var stride, _, _, _) -> sliding(pool, kernel, stride);
      case AdaptiveMaxPool2d _, AdaptiveAvgPool2d _, GlobalAvgPool _ when pool.type().equals(pool.operand(0).type()) ->
          Outcome.replacedBy(pool.operand(0));
      case AdaptiveMaxPool2d _, AdaptiveAvgPool2d _, GlobalAvgPool _ ->
          Outcome.declined(Reason.OTHER_OP, pool + " makes " + pool.type() + " of " + pool.operand(0).type());
    };
  }

  private static Outcome sliding(Match<Pooling> pool, Size2 kernel, Size2 stride) {
    if (!kernel.equals(Size2.ONE)) {
      return Outcome.declined(Reason.OTHER_OP, pool + " has kernel " + kernel);
    }
    return stride.equals(Size2.ONE)
        ? Outcome.replacedBy(pool.operand(0)) // padding is less than the kernel, so there is none
        : Outcome.declined(Reason.STRIDE, pool + " has kernel " + kernel + ", which is the identity only with stride " + Size2.ONE);
  }
}
