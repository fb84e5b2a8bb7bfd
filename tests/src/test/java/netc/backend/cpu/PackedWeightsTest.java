package netc.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackedWeightsTest {
  private static float[] ramp(int count) {
    float[] ramp = new float[count];
    for (int i = 0; i < count; i++) {
      ramp[i] = i + 0.25f;
    }
    return ramp;
  }

  @Test
  void equalArraysAreOne() {
    float[] first = ramp(1000);
    assertThat(PackedWeights.shared(first)).isSameAs(first);
    assertThat(PackedWeights.shared(ramp(1000))).isSameAs(first);
    assertThat(PackedWeights.shared(ramp(999))).hasSize(999);
  }

  /** One element differs, which is none of those that are looked at first. */
  @Test
  void othersAreNot() {
    float[] first = PackedWeights.shared(ramp(5000));
    float[] other = ramp(5000);
    other[1] = -1;
    assertThat(PackedWeights.shared(other)).isSameAs(other);
    assertThat(PackedWeights.shared(ramp(5000))).isSameAs(first);
  }

  @Test
  void zerosOfBothSignsDiffer() {
    float[] zero = {0f};
    float[] negative = {-0f};
    assertThat(PackedWeights.shared(zero)).isNotSameAs(PackedWeights.shared(negative));
  }
}
