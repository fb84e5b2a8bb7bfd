package netc.ir.op;

import java.util.List;

/**
 * The sum of the elements along some axes.
 *
 * @param axes from 0; the order in which they are given means nothing
 * @param keepDims whether the axes stay, with size 1
 */
@Signature(
    name = "reduce_sum",
    operands = {"x"})
public record ReduceSum(List<Integer> axes, @Default("true") boolean keepDims) implements Reduction {
  public ReduceSum {
    axes = axes.stream().sorted().toList();
  }
}
