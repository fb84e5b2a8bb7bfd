package netc.ir.op;

import java.util.List;

/**
 * The mean of the elements along some axes.
 *
 * @param axes from 0; the order in which they are given means nothing
 * @param keepDims whether the axes stay, with size 1
 */
@Signature(
    name = "reduce_mean",
    operands = {"x"})
public record ReduceMean(List<Integer> axes, @Default("true") boolean keepDims) implements Reduction {
  public ReduceMean {
    axes = axes.stream().sorted().toList();
  }
}
