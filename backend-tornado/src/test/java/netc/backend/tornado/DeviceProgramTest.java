package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import netc.Compiler;
import netc.Options;
import netc.ir.Graph;
import netc.lower.Lowering;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceProgramTest {
  private static DeviceProgram program(String model, Schedule schedule) {
    var compiler = new Compiler(Options.standard());
    Graph graph = compiler.load(Path.of("..", "models", model + ".net")).graph();
    return DeviceProgram.of(Lowering.lower(compiler.optimize(graph).after().bind(Map.of("N", 1L))), schedule);
  }

  /** A task for each fused kernel, and one for the output; the kernels of CPU devices read the input as it is. */
  @ParameterizedTest
  @CsvSource({"resnet50, 57", "vanillanet_6_deploy, 15", "mobilenet_v2, 54"})
  void aFusedKernelIsATask(String model, int most) {
    assertThat(program(model, Schedule.OPENCL_CPU).tasks().size()).isLessThanOrEqualTo(most);
    assertThat(program(model, Schedule.GPU).tasks().size()).isLessThanOrEqualTo(most + 1);
  }
}
