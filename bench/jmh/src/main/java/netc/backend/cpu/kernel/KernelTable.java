package netc.backend.cpu.kernel;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@code bench/kernels}: each layer's rate beside that of multiply-adds in registers, which is measured before it and after it in the same run. */
public final class KernelTable {
  private KernelTable() {}

  /** Runs the layers whose words contain all arguments. */
  public static void main(String[] args) throws RunnerException {
    double peak = peak();
    System.out.printf(Locale.ROOT, "%-32s %9s %9s %8s%n", "layer", "µs", "GFLOP/s", "of peak");
    for (String layer : layers(args)) {
      double nanos = nanos(options(KernelBenchmark.class).param("layer", layer));
      double rate = KernelBenchmark.Layer.of(layer).operations() / nanos;
      System.out.printf(Locale.ROOT, "%-32s %9.1f %9.1f %6.0f %%%n", layer, nanos / 1e3, rate, 100 * rate / peak);
    }
    System.out.printf(Locale.ROOT, "multiply-adds in registers: %.1f GFLOP/s before, %.1f after%n", peak, peak());
  }

  private static List<String> layers(String[] args) {
    return KernelBenchmark.LAYERS.stream().filter(layer -> Stream.of(args).allMatch(layer::contains)).toList();
  }

  private static double peak() throws RunnerException {
    return PeakBenchmark.OPERATIONS / nanos(options(PeakBenchmark.class));
  }

  private static double nanos(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).runSingle().getPrimaryResult().getScore();
  }

  /** Long enough for the JVM's compiler on a machine that has other work. */
  private static ChainedOptionsBuilder options(Class<?> benchmark) {
    return new OptionsBuilder().include(benchmark.getSimpleName()).mode(Mode.AverageTime).timeUnit(TimeUnit.NANOSECONDS).forks(1)
        .warmupIterations(4).warmupTime(TimeValue.seconds(1)).measurementIterations(3).measurementTime(TimeValue.milliseconds(500))
        .verbosity(VerboseMode.SILENT);
  }
}
