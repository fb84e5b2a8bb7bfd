package netc.backend.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  /** Each of its kernels stays within the memory that they share: of zeros it makes zeros, and what is behind them is as it was. */
  @Test
  void itsKernelsRun() {
    List<Kernel> kernels = WarmUp.kernels();
    int scratch = kernels.stream().mapToInt(Kernel::scratch).max().orElseThrow();
    int shared = kernels.stream().mapToInt(Kernel::shared).max().orElseThrow();
    try (var team = new Team(1, scratch)) {
      var frame = new Frame(WarmUp.MEMORY, shared, scratch, team);
      float[] memory = frame.memory();
      memory[memory.length - 1] = 7;
      kernels.forEach(kernel -> kernel.run(frame));
      assertThat(memory).endsWith(7f);
      memory[memory.length - 1] = 0;
      assertThat(memory).containsOnly(0f);
    }
  }

  @Test
  void beginsOnce() {
    WarmUp.begin();
    WarmUp.begin();
    assertThat(Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("netc-warm-up")).count())
        .isLessThanOrEqualTo(1);
  }
}
