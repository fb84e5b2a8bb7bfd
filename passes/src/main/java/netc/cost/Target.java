package netc.cost;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of machine, with the constants that estimates are made of.
 *
 * <p>The constants of {@link #CPU} are those that {@code bench/compare --rates} gave on an AMD EPYC (family 26, AVX-512) for one thread, by CPU time:
 * medians over a few sizes, to two digits. Groups and inputs of few channels are near to each other there and have one rate. Those of
 * {@link #OPENCL_CPU} are what vectorized kernels and launches were seen to take with TornadoVM 5.2 on PoCL on such a machine (65 to 100 GFLOP/s, 63 to
 * 110 µs), its slower kinds of work in the CPU's proportions. Those of {@link #OPENCL_GPU} are not measured at all: orders of magnitude of a middling
 * discrete GPU.
 */
public enum Target {
  /** The CPU engine. */
  CPU(new Rates(105, 240, 105, 57, 57, 20, 20), 16, 18, 350),
  /** OpenCL on the CPU (PoCL), through TornadoVM. */
  OPENCL_CPU(new Rates(40, 40, 40, 40, 13, 4, 7), 1, 10, 80_000),
  /** OpenCL on a GPU, through TornadoVM. */
  OPENCL_GPU(new Rates(1500, 1500, 1500, 1500, 400, 150, 100), 1, 300, 30_000);

  /**
   * Multiply-accumulates in a nanosecond, that is 10⁹ in a second, by kind of work.
   *
   * @param pointwise {@link Work#POINTWISE}
   * @param winograd {@link Work#WINOGRAD}, as the definition counts them
   * @param dense {@link Work#DENSE}
   * @param narrow {@link Work#NARROW}
   * @param grouped {@link Work#GROUPED}
   * @param depthwise {@link Work#DEPTHWISE}
   * @param linear {@link Work#LINEAR}
   */
  record Rates(double pointwise, double winograd, double dense, double narrow, double grouped, double depthwise,
      double linear) {}

  @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
  private final Rates rates;
  private final int lanes;
  private final double bytesPerNano;
  private final double launchNanos;

  Target(Rates rates, int lanes, double bytesPerNano, double launchNanos) {
    this.rates = rates;
    this.lanes = lanes;
    this.bytesPerNano = bytesPerNano;
    this.launchNanos = launchNanos;
  }

  /** The channels that a dense convolution computes at once: what a multiple of them lacks is computed for nothing. */
  int lanes() {
    return lanes;
  }

  /** How long a kernel takes that does so much work of a kind and moves so many bytes: the longer of the two, and its launch. */
  double nanos(Work work, long macs, long bytes) {
    return launchNanos + Math.max(macs / macsPerNano(work), bytes / bytesPerNano);
  }

  private double macsPerNano(Work work) {
    return switch (work) {
      case POINTWISE -> rates.pointwise();
      case WINOGRAD -> rates.winograd();
      case DENSE -> rates.dense();
      case NARROW -> rates.narrow();
      case GROUPED -> rates.grouped();
      case DEPTHWISE -> rates.depthwise();
      case LINEAR -> rates.linear();
      case MEMORY -> Double.POSITIVE_INFINITY;
    };
  }

  /** Its name on the command line: {@code opencl-cpu}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The target of this name. */
  public static Optional<Target> named(String name) {
    return Arrays.stream(values()).filter(target -> target.toString().equals(name)).findFirst();
  }
}
