package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import netc.backend.tornado.kernel.Elementwise;
import netc.ir.exec.Backend;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

class FirstLightTest {
  @Test
  void isFoundAndHasADevice() {
    assertThat(ServiceLoader.load(Backend.class)).hasAtLeastOneElementOfType(TornadoBackend.class);
    assertThat(new TornadoBackend().devices()).isNotEmpty().allSatisfy(device -> assertThat(device.computeUnits()).isPositive());
  }

  @Test
  void aKernelRuns() throws TornadoExecutionPlanException {
    var memory = new VectorFloat8(8);
    memory.fill(0);
    for (int i = 0; i < 32; i++) {
      memory.getArray().set(i, i - 15);
    }
    var graph = new TaskGraph("first")
        .transferToDevice(DataTransferMode.EVERY_EXECUTION, memory)
        .task("relu", Elementwise::relu, new KernelContext(), memory, 0, 4)
        .transferToHost(DataTransferMode.EVERY_EXECUTION, memory);
    try (var plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("first.relu", new WorkerGrid1D(4))).execute();
    }
    for (int i = 0; i < 32; i++) {
      assertThat(memory.getArray().get(32 + i)).isEqualTo(Math.max(0, i - 15));
    }
  }
}
