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

  private static List<List<Task>> parts(DeviceProgram program) {
    return ExecutionPlan.parts(program.tasks(), DenseConvolution.nothing(program.host()));
  }

  private static void assertMeans(DeviceProgram program, int channels) {
    var type = TensorType.f32(1, channels, 3, 2);
    try (var executable = new TornadoExecutable(program, 0)) {
      for (int run = 0; run < 2; run++) {
        executable.run(Map.of("x", Tensor.fill(type, 0.5))).forEach((name, tensor) -> {
          double expected = 0.5 + 0.01 * Integer.parseInt(name.substring(1));
          OneStep.assertClose(tensor, Tensor.fill(type, expected), 1e-5);
        });
      }
    }
  }

  @Test
  void aLongNetworkRunsAsSeveralGraphs() {
    DeviceProgram program = DeviceProgram.of(Lowering.lower(Networks.means(150, 9, i -> i == 150)), Schedule.OPENCL_CPU);
    assertThat(parts(program)).hasSize(3);
    assertMeans(program, 9);
  }

  @Test
  void outputsOfEveryGraphAreGiven() {
    DeviceProgram program = DeviceProgram.of(Lowering.lower(Networks.means(70, 9, i -> i % 10 == 0)), Schedule.OPENCL_CPU);
    assertThat(parts(program)).hasSize(2)
        .allSatisfy(part -> assertThat(part).extracting(Task::kernel).contains("store"));
    assertMeans(program, 9);
  }

  @Test
  void aLongNetworkWithoutInputs() {
    var b = new GraphBuilder("constant");
    var type = TensorType.f32(1, 1, 5, 4);
    Value x = b.weight("x", Tensor.fill(type, 0.5));
    for (int i = 1; i <= 80; i++) {
      Value weight = b.weight("w" + i, Tensor.fill(TensorType.f32(1, 1, 1, 1), 1));
      x = b.add(Conv2d.plain(), x, weight, b.weight("b" + i, Tensor.fill(TensorType.f32(1), 0.01)));
    }
    b.output("y", x);
    DeviceProgram program = DeviceProgram.of(Lowering.lower(b.build()), Schedule.OPENCL_CPU);
    assertThat(parts(program)).hasSize(2);
    try (var executable = new TornadoExecutable(program, 0)) {
      OneStep.assertClose(Objects.requireNonNull(executable.run(Map.of()).get("y")), Tensor.fill(type, 1.3), 1e-5);
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
