package netc.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import netc.testkit.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CostModelTest {
  private static final String CONV = """
      net n {
        input x: f32[N, 3, 8, 8]
        weight w: f32[4, 3, 3, 3]
        a = conv2d(x, w, pad = [1, 1, 1, 1])
        output y = a
      }
      """;

  private static final String CONV_RELU = """
      net n {
        input x: f32[N, 3, 8, 8]
        weight w: f32[4, 3, 3, 3]
        a = conv2d(x, w, pad = [1, 1, 1, 1])
        b = relu(a)
        output y = b
      }
      """;

  private static final String RELU_CONV = """
      net n {
        input x: f32[N, 3, 8, 8]
        weight w: f32[4, 3, 3, 3]
        b = relu(x)
        a = conv2d(b, w, pad = [1, 1, 1, 1])
        output y = a
      }
      """;

  private static Estimate of(String text, Target target) {
    return new CostModel(target).estimate(Texts.parse(text));
  }

  @Test
  void countsAConvolutionForABatchOfOne() {
    Estimate conv = of(CONV, Target.CPU);
    assertThat(conv.macs()).isEqualTo(8 * 8 * 4 * 3 * 9);
    assertThat(conv.bytes()).isEqualTo(4 * (3 * 64 + 4 * 64 + 4 * 27));
    assertThat(conv.launches()).isEqualTo(1);
    assertThat(conv.nanos()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void anActivationThatFusesIsFree(Target target) {
    assertThat(of(CONV_RELU, target)).isEqualTo(of(CONV, target));
  }

  @ParameterizedTest
  @EnumSource
  void anActivationThatDoesNotFuseIsALaunchAndItsTraffic(Target target) {
    Estimate apart = of(RELU_CONV, target).minus(of(CONV, target));
    long bytes = 2 * 4 * 3 * 64;
    assertThat(apart.macs()).isZero();
    assertThat(apart.bytes()).isEqualTo(bytes);
    assertThat(apart.launches()).isEqualTo(1);
    assertThat(apart.nanos()).isCloseTo(target.nanos(Work.MEMORY, 0, bytes), within(1e-6));
  }

  @ParameterizedTest
  @EnumSource
  void aTargetIsFoundByItsName(Target target) {
    assertThat(Target.named(target.toString())).contains(target);
  }

  @Test
  void depthwiseAndGroupedAreWorkOfTheirOwn() {
    String grouped = """
        net n {
          input x: f32[1, 32, 64, 64]
          weight w: f32[32, %d, 3, 3]
          output y = conv2d(x, w, groups = %d)
        }
        """;
    double dense = of(grouped.formatted(32, 1), Target.CPU).nanos();
    double four = of(grouped.formatted(8, 4), Target.CPU).nanos();
    double depthwise = of(grouped.formatted(1, 32), Target.CPU).nanos();
    assertThat(depthwise).isLessThan(four).isGreaterThan(dense / 32);
    assertThat(four).isLessThan(dense);
  }
}
