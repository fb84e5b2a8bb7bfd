package netc.backend.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {
  /** Three tasks on two threads take as long as four. */
  @ParameterizedTest
  @CsvSource({"98, 48, 1, 1, 33", "98, 48, 1, 2, 25", "28, 4, 1, 2, 4", "28, 7, 1, 2, 7", "16, 48, 1, 2, 8", "16, 48, 4, 2, 16",
    "16, 48, 3, 2, 8", "5, 2, 1, 4, 2", "1, 9, 1, 2, 1"})
  void allThreadsAreDoneSoonest(int total, int most, int repeats, int threads, int share) {
    assertThat(Shares.even(total, most, 8, repeats, threads, 0)).isEqualTo(share);
  }

  @Test
  void aTaskThatCostsMoreThanItsShareIsNotCut() {
    assertThat(Shares.even(16, 48, 8, 3, 2, 0)).isEqualTo(8);
    assertThat(Shares.even(16, 48, 8, 3, 2, 100)).isEqualTo(16);
  }
}
