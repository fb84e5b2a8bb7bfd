package netc.ir.op;

import java.util.List;

/**
 * The largest of the elements along some axes, NaN if there is one.
 *
 * @param axes from 0; the order in which they are given means nothing
 * @param keepDims whether the axes stay, with size 1
 */
@Signature(
    name = "reduce_max",
    operands = {"x"})
public record ReduceMax(List<Integer> axes, @Default("true") boolean keepDims) implements Reduction {
  public ReduceMax {
    axes = axes.stream().sorted().toList();
  }
}
