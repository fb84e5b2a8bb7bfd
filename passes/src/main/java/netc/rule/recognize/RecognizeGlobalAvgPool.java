package netc.rule.recognize;

import static netc.match.Pattern.node;

import java.util.List;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.ReduceMean;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Reshaping;

/**
 * Uses global average pooling for the mean of whole maps.
 *
 * <pre>
 *   reduce_mean(x, [2, 3])                     =>   global_avgpool(x)             for x [N, C, H, W]
 *   reduce_mean(x, [2, 3], keep_dims = false)   =>   flatten(global_avgpool(x))
 * </pre>
 *
 * <p>Fires in no network of the zoo: they say global_avgpool; exporters write a mean.
 */
public final class RecognizeGlobalAvgPool implements Rule<ReduceMean> {
  private static final Pattern<ReduceMean> PATTERN = node(ReduceMean.class);

  @Override
  public Pattern<ReduceMean> pattern() {
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
    return "use global average pooling for the mean of whole maps";
  }

  @Override
  public Outcome apply(Match<ReduceMean> mean, Rewriter out) {
    Value x = mean.operand(0);
    if (x.type().rank() != 4 || !x.type().shape().isKnownFrom(1) || !mean.op().axes().equals(List.of(2, 3))) {
      return Outcome.declined(Reason.AXIS,
          mean + " reduces axes " + mean.op().axes() + " of " + x.type() + ", expected the maps of [N, C, H, W]");
    }
    return Outcome.replacedBy(Reshaping.of(out.add(new GlobalAvgPool(), x), mean.type(), out));
  }
}
