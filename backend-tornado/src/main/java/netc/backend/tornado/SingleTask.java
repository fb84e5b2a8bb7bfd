package netc.backend.tornado;

import java.util.concurrent.atomic.AtomicInteger;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/** One task compiled by itself, without running it: to see its source, or to find which of a program's tasks does not compile. */
final class SingleTask {
  private static final AtomicInteger GRAPHS = new AtomicInteger();

  private SingleTask() {}

  /**
   * Compiles it.
   *
   * @param memory any memory: what it holds does not matter to a compiler
   * @param device the index in {@link Devices} of the device that it is compiled for
   */
  static void compile(Task task, VectorFloat8 memory, int device) {
    String name = "single" + GRAPHS.getAndIncrement();
    var graph = new TaskGraph(name).transferToDevice(DataTransferMode.EVERY_EXECUTION, memory);
    task.body().addTo(graph, "task", new KernelContext(), memory);
    graph.transferToHost(DataTransferMode.EVERY_EXECUTION, memory);
    try (var plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withDevice(Devices.get(device)).withGridScheduler(new GridScheduler(name + ".task", task.worker())).withPrintKernel()
          .withPreCompilation();
    } catch (TornadoExecutionPlanException e) {
      throw new IllegalStateException("TornadoVM does not let go of a plan", e);
    }
  }
}
