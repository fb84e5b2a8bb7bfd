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
  void winogradComputesWide3x3ConvolutionsOfStrideOne() {
    String conv = """
        net n {
          input x: f32[1, 64, 32, 32]
          weight w: f32[%d, 64, 3, 3]
          output y = conv2d(x, w, pad = [1, 1, 1, 1], stride = [%d, 1])
        }
        """;
    assertIsWork(of(conv.formatted(64, 1), Target.CPU), Work.WINOGRAD);
    assertIsWork(of(conv.formatted(64, 2), Target.CPU), Work.DENSE);
    assertIsWork(of(conv.formatted(32, 1), Target.CPU), Work.DENSE);
  }

  @Test
  void fewInputChannelsAreWorkOfTheirOwn() {
    String conv = """
        net n {
          input x: f32[1, %1$d, 32, 32]
          weight w: f32[32, %1$d, 3, 3]
          output y = conv2d(x, w)
        }
        """;
    assertIsWork(of(conv.formatted(31), Target.CPU), Work.NARROW);
    assertIsWork(of(conv.formatted(32), Target.CPU), Work.DENSE);
  }

  private static void assertIsWork(Estimate conv, Work work) {
    assertThat(conv.nanos()).isEqualTo(Target.CPU.nanos(work, conv.macs(), conv.bytes()))
        .isGreaterThan(Target.CPU.nanos(Work.MEMORY, 0, conv.bytes()));
  }

  @Test
  void filtersBeyondAMultipleOfLanesTakeAsLongAsTheNextMultiple() {
    String conv = """
        net n {
          input x: f32[1, 64, 32, 32]
          weight w: f32[%d, 64, 5, 5]
          output y = conv2d(x, w)
        }
        """;
    Estimate odd = of(conv.formatted(17), Target.CPU);
    Estimate full = of(conv.formatted(32), Target.CPU);
    assertThat(odd.macs()).isEqualTo(full.macs() / 32 * 17);
    assertThat(odd.nanos()).isEqualTo(full.nanos());
    assertThat(of(conv.formatted(17), Target.OPENCL_CPU).nanos()).isLessThan(of(conv.formatted(32), Target.OPENCL_CPU).nanos());
  }

  @Test
  void ofTwoThatTakeAsLongTheLesserTakesNothingMore() {
    var estimate = new Estimate(10, 20, 2, 5);
    assertThat(new Estimate(10, 16, 2, 5).isLessThan(estimate)).isTrue();
    assertThat(new Estimate(11, 16, 2, 5).isLessThan(estimate)).isFalse();
    assertThat(estimate.isLessThan(estimate)).isFalse();
    assertThat(new Estimate(11, 24, 3, 4).isLessThan(estimate)).isTrue();
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
