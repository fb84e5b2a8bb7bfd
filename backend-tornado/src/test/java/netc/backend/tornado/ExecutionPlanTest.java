package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import netc.ir.GraphBuilder;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.lower.Lowering;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

class ExecutionPlanTest {
  private static Task task(String kernel, int arguments) {
    return Task.of("some", kernel, List.of(1, 1, 1), arguments, (_, _, _, _) -> {});
  }

  @Test
  void graphsAreWithinTheLimits() {
    Task nothing = DenseConvolution.nothing(new FloatArray(1));
    var tasks = new ArrayList<Task>();
    IntStream.range(0, 700).forEach(i -> tasks.add(task(i % 3 == 1 ? DenseConvolution.SOURCE : "map", i % 21)));
    List<List<Task>> parts = ExecutionPlan.parts(tasks, nothing);
    assertThat(parts.stream().flatMap(List::stream).filter(task -> !task.label().equals("nothing"))).containsExactlyElementsOf(tasks);
    assertThat(parts).allSatisfy(part -> {
      assertThat(part.stream().mapToInt(Task::bytes).sum()).isLessThanOrEqualTo(8000);
      assertThat(part).hasSizeLessThan(256);
      assertThat(part.getFirst().isSource()).isTrue();
    });
  }

  @Test
  void aLongNetworkRunsAsSeveralGraphs() {
    var b = new GraphBuilder("long");
    var type = TensorType.f32(1, 9, 3, 2);
    Value x = b.input("x", type);
    for (int i = 0; i < 80; i++) { // each the mean of the channels, and a little
      Value weight = b.weight("w" + i, Tensor.fill(TensorType.f32(9, 9, 1, 1), 1 / 9.0));
      x = b.add(Conv2d.plain(), x, weight, b.weight("b" + i, Tensor.fill(TensorType.f32(9), 0.01)));
    }
    b.output("y", x);
    Map<String, Tensor> inputs = Map.of("x", Tensor.fill(type, 0.5));
    try (var executable = new TornadoExecutable(DeviceProgram.of(Lowering.lower(b.build()), Schedule.OPENCL_CPU), 0)) {
      for (int run = 0; run < 2; run++) {
        OneStep.assertClose(Objects.requireNonNull(executable.run(inputs).get("y")), Tensor.fill(type, 1.3), 1e-5);
      }
    }
  }

  /** In sequential Java every work item is the first. */
  static void number(KernelContext context, IntArray numbers) {
    numbers.set(context.globalIdx, context.globalIdx + 1);
  }

  @Test
  void kernelsRunOnTheDevice() throws TornadoExecutionPlanException {
    var numbers = new IntArray(40);
    numbers.init(0);
    var graph = new TaskGraph("numbers").task("number", ExecutionPlanTest::number, new KernelContext(), numbers)
        .transferToHost(DataTransferMode.EVERY_EXECUTION, numbers);
    try (var plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("numbers.number", new WorkerGrid1D(40))).execute();
    }
    assertThat(IntStream.range(0, 40).map(numbers::get)).containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
  }
}
