package netc.ir.plan;

import java.util.List;
import java.util.stream.Collectors;
import netc.ir.Origin;
import netc.ir.op.Op;

/**
 * One fused kernel: an op and what is done to its result on the way to memory.
 *
 * @param label what it came from, for profiles and remarks
 * @param op the op; its operands are the first inputs
 * @param epilogue what follows, in order; only on ops with one output
 * @param inputs buffer ids: the op's operands, then what the epilogue reads
 * @param outputs buffer ids of the op's results
 * @param origin what it came from
 */
public record Step(String label, Op op, List<Epilogue> epilogue, List<Integer> inputs, List<Integer> outputs, Origin origin) {
  public Step {
    epilogue = List.copyOf(epilogue);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** What it computes, in a few words: {@code conv2d + add + relu}. */
  public String kernel() {
    return epilogue.stream().map(stage -> switch (stage) {
      case Epilogue.Apply(var function) -> function.name();
      case Epilogue.AddResidual _ -> "add";
    }).collect(Collectors.joining(" + ", op.name() + (epilogue.isEmpty() ? "" : " + "), ""));
  }

  /** The id of its only output. */
  public int output() {
    if (outputs.size() != 1) {
      throw new IllegalStateException(label + " has " + outputs.size() + " outputs");
    }
    return outputs.getFirst();
  }
}
