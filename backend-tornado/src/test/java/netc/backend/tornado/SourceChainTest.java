package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import netc.ir.Graph;
import netc.ir.exec.Profile;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.lower.Lowering;
import org.junit.jupiter.api.Test;

class SourceChainTest {
  private static final Tensor INPUT = Tensor.fill(TensorType.f32(1, 9, 3, 2), 0.5);

  private static DeviceProgram apart(int convolutions) {
    return DeviceProgram.of(Lowering.lower(Networks.means(convolutions, 9, i -> i % 40 == 0 || i == convolutions)), Schedule.OPENCL_CPU);
  }

  @Test
  void shortStepsAreOneTask() {
    DeviceProgram apart = apart(80);
    assertThat(apart.tasks()).hasSize(83); // with the input's and those of two outputs
    DeviceProgram program = apart.chained();
    assertThat(program.tasks()).extracting(Task::kernel).containsExactly("load", DenseConvolution.SOURCE, "store", "store");
    try (var executable = new TornadoExecutable(program, 0)) {
      for (int run = 0; run < 50; run++) { // each sets the counters back for the next
        Map<String, Tensor> outputs = executable.run(Map.of("x", INPUT));
        OneStep.assertClose(Objects.requireNonNull(outputs.get("y40")), Tensor.fill(INPUT.type(), 0.9), 1e-5);
        OneStep.assertClose(Objects.requireNonNull(outputs.get("y80")), Tensor.fill(INPUT.type(), 1.3), 1e-5);
      }
    }
  }

  /** Steps whose work items read what several others made: windows at edges, strides, blocks that are not full. */
  @Test
  void aChainGivesWhatItsStepsGive() {
    var random = new SplittableRandom(1);
    Tensor x = OneStep.noise(random, 2, 24, 19, 23);
    Graph graph = Networks.strided(random, x.type());
    DeviceProgram apart = DeviceProgram.of(Lowering.lower(graph), Schedule.OPENCL_CPU);
    DeviceProgram chained = DeviceProgram.of(Lowering.lower(graph), Schedule.OPENCL_CPU).chained();
    assertThat(chained.tasks()).extracting(Task::kernel).containsExactly("load", DenseConvolution.SOURCE, "store");
    try (var one = new TornadoExecutable(apart, 0); var other = new TornadoExecutable(chained, 0)) {
      Tensor expected = Objects.requireNonNull(one.run(Map.of("x", x)).get("y"));
      for (int run = 0; run < 50; run++) {
        OneStep.assertClose(Objects.requireNonNull(other.run(Map.of("x", x)).get("y")), expected, 0);
      }
    }
  }

  @Test
  void aProfileNamesEachStep() {
    DeviceProgram apart = apart(40);
    try (var executable = new TornadoExecutable(apart.chained(), 0)) {
      Profile profile = executable.profile(Map.of("x", INPUT));
      assertThat(profile.parts()).extracting(Profile.Part::label).containsAll(apart.tasks().stream().map(Task::label).toList());
      OneStep.assertClose(Objects.requireNonNull(profile.outputs().get("y40")), Tensor.fill(INPUT.type(), 0.9), 1e-5);
    }
  }

  @Test
  void oneStepIsNoChain() {
    DeviceProgram apart = apart(1);
    assertThat(apart.chained().tasks()).isEqualTo(apart.tasks());
  }
}
