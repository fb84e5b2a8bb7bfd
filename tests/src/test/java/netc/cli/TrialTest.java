package netc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A ratio of latencies is said only where the runs show it all the time. */
class TrialTest {
  private static Trial trial(long... nanos) {
    return new Trial(Map.of(), IntStream.range(0, 40).mapToObj(run -> nanos[run * nanos.length / 40]).toList());
  }

  @Test
  void whatIsTwiceAsFastAllTheTimeIs() {
    assertThat(trial(200, 220, 180, 200).ratio(trial(100, 110, 90, 100))).hasValue(2.0);
    assertThat(trial(100).ratio(trial(200))).hasValue(0.5);
  }

  @Test
  void whatGetsFasterMeanwhileIsNotFaster() {
    assertThat(trial(300, 200, 100, 100).ratio(trial(100))).isEmpty();
    assertThat(trial(100, 100, 100, 130).ratio(trial(100, 100, 130, 100))).isEmpty();
  }

  @Test
  void aSmallDifferenceIsNone() {
    assertThat(trial(102).ratio(trial(100))).isEmpty();
  }

  @Test
  void singleRunsShowOnlyLargeDifferences() {
    assertThat(new Trial(Map.of(), List.of(110L)).ratio(new Trial(Map.of(), List.of(100L)))).isEmpty();
    assertThat(new Trial(Map.of(), List.of(200L)).ratio(new Trial(Map.of(), List.of(100L)))).hasValue(2.0);
  }

  @Test
  void aLatencyIsAMedian() {
    assertThat(new Trial(Map.of(), List.of(5L, 100L, 1L)).nanos()).isEqualTo(5);
    assertThat(new Trial(Map.of(), List.of(5L, 100L, 1L, 7L)).nanos()).isEqualTo(6);
  }
}
