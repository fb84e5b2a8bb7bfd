package netc.rule.recognize;

import static netc.match.Pattern.node;

import netc.ir.Rewriter;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AvgPool2d;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.Pooling;
import netc.ir.op.Size2;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;

/**
 * Uses global average pooling for average pooling whose only window is the whole map.
 *
 * <pre>
 *   avgpool2d(x, kernel = [H, W])    =>   global_avgpool(x)   for x [N, C, H, W]
 *   adaptive_avgpool2d(x, [1, 1])    =>   global_avgpool(x)
 * </pre>
 *
 * <p>Fires in no network of the zoo: they say global_avgpool; exporters write a window as large as the map.
 */
public final class UseGlobalAvgPool implements Rule<Pooling> {
  private static final Pattern<Pooling> PATTERN = node(Pooling.class)
      .where(Reason.OTHER_OP, "is no average of windows", pool -> pool.op() instanceof AvgPool2d || pool.op() instanceof AdaptiveAvgPool2d);

  @Override
  public Pattern<Pooling> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "y = global_avgpool(x)";
  }

  @Override
  public String summary() {
    return "use global average pooling where the window is the whole map";
  }

  @Override
  public Outcome apply(Match<Pooling> pool, Rewriter out) {
    TensorType x = pool.operand(0).type();
    var map = new Size2(x.shape().extent(2), x.shape().extent(3));
    boolean whole = switch (pool.op()) {
      case AvgPool2d average -> average.kernel().equals(map) && average.pad().isNone();
      case AdaptiveAvgPool2d(var size) -> size.equals(Size2.ONE);
      default -> false;
    };
    return whole
        ? Outcome.replacedBy(out.add(new GlobalAvgPool(), pool.operand(0)))
        : Outcome.declined(Reason.OTHER_OP, pool + " averages windows of the map " + map);
  }
}
