package netc.backend.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  /** Their filters are zeros, so of ones they make ones: biases, or the largest of a window. */
  @Test
  void itsKernelsWriteNothingButTheirResults() {
    List<Kernel> kernels = WarmUp.kernels();
    int scratch = kernels.stream().mapToInt(Kernel::scratch).max().orElseThrow();
    int shared = kernels.stream().mapToInt(Kernel::shared).max().orElseThrow();
    int results = WarmUp.MEMORY / 2;
    try (var team = new Team(1, scratch)) {
      var frame = new Frame(WarmUp.MEMORY, shared, scratch, team);
      float[] memory = frame.memory();
      for (Kernel kernel : kernels) {
        Arrays.fill(memory, 0, results, 1f);
        Arrays.fill(memory, results, memory.length, Float.NaN);
        kernel.run(frame);
        assertThat(Arrays.copyOf(memory, results)).as("operands").containsOnly(1f);
        assertThat(memory[results]).isEqualTo(1f);
        for (int i = results + results / 2; i < memory.length; i++) {
          assertThat(memory[i]).as("what is behind the results").isNaN();
        }
      }
    }
  }

  @Test
  void endsByItself() {
    WarmUp.await();
    assertThat(WarmUp.THREAD.getState()).as("neither never begun nor running").isEqualTo(Thread.State.TERMINATED);
  }
}
