package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Map;
import netc.Compiler;
import netc.ir.Graph;
import netc.ir.exec.Progress;
import netc.lower.Lowering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** What crosses between host and device in a run that is not the first, by TornadoVM's profiler: the inputs, the outputs, nothing of the network. */
class TransferTest {
  /** Whatever a kernel does, TornadoVM sends its work items three numbers. */
  private static final long LAUNCH = 3 * Long.BYTES;

  private static void assertTransfers(Graph graph, Schedule schedule) {
    DeviceProgram program = DeviceProgram.of(Lowering.lower(graph.bind(Map.of("N", 1L))), schedule);
    var plan = new ExecutionPlan(program, 0, Progress.NONE);
    try {
      plan.execute();
      for (int run = 0; run < 2; run++) {
        TaskProfile profile = plan.profile();
        assertThat(profile.uploaded()).isEqualTo(bytes(program.inputs().values()) + plan.launches() * LAUNCH);
        assertThat(profile.downloaded()).isEqualTo(bytes(program.outputs().values()));
      }
    } finally {
      plan.close();
    }
  }

  /** With what TornadoVM's arrays begin with, on the device, too: 16 bytes for their length. */
  private static long bytes(Collection<FloatArray> arrays) {
    return arrays.stream().mapToLong(FloatArray::getNumBytesOfSegmentWithHeader).sum();
  }

  @ParameterizedTest
  @EnumSource
  void aNetwork(Schedule schedule) {
    assertTransfers(Networks.small(24), schedule);
  }

  @Test
  void aNetworkThatConcatenates() {
    assertThat(DeviceProgram.of(Lowering.lower(Networks.concatenated())).tasks()).extracting(Task::kernel).contains("blocks");
    assertTransfers(Networks.concatenated(), Schedule.OPENCL_CPU);
  }

  @Test
  void aNetworkOfSeveralGraphs() {
    assertTransfers(Networks.means(150, 9, layer -> layer % 50 == 0), Schedule.OPENCL_CPU);
  }
}
