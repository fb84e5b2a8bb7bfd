package netc.cost;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Statistics;
import netc.ir.Value;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;
import netc.lower.Lowering;

/**
 * Estimates the time of graphs on a target by the roofline model (Williams et al., Communications of the ACM 52, 2009): a kernel takes as long as its
 * arithmetic or its memory traffic, whichever is more, and a launch. Symbolic dimensions count as 1.
 *
 * @param target where it is to run
 */
public record CostModel(Target target) {
  /** The estimate for a graph, as it is lowered: activations, sums and names that fuse cost nothing of their own. */
  public Estimate estimate(Graph graph) {
    Program program = Lowering.outline(bound(graph));
    return program.steps().stream().map(step -> estimate(step, program)).reduce(Estimate.NONE, Estimate::plus);
  }

  private Estimate estimate(Step step, Program program) {
    List<TensorType> operands = types(step.inputs(), program);
    List<TensorType> results = types(step.outputs(), program);
    TensorType first = results.getFirst();
    long batch = first.rank() > 1 ? first.size(0) : 1;
    long macs = batch * Statistics.macs(step.op(), operands, first);
    long bytes = bytes(operands) + bytes(results);
    return new Estimate(macs, bytes, 1, target.nanos(Work.of(step.op(), operands), macs, bytes));
  }

  private static List<TensorType> types(List<Integer> buffers, Program program) {
    return buffers.stream().map(id -> program.buffer(id).type()).toList();
  }

  private static long bytes(List<TensorType> types) {
    return types.stream().mapToLong(TensorType::bytes).sum();
  }

  private static Graph bound(Graph graph) {
    Map<String, Long> sizes = new HashMap<>();
    for (Node input : graph.inputs()) {
      for (Value value : input.results()) {
        for (Dim dim : value.type().shape().dims()) {
          if (dim instanceof Dim.Symbol(String name)) {
            sizes.put(name, 1L);
          }
        }
      }
    }
    return sizes.isEmpty() ? graph : graph.bind(sizes);
  }
}
