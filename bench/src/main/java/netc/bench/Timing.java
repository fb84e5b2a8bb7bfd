package netc.bench;

import ai.onnxruntime.OrtException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import netc.CompiledModel;
import netc.Comparison;
import netc.Compiler;
import netc.ir.Statistics;
import netc.ir.tensor.Tensor;

/**
 * How fast one network runs in both.
 *
 * @param netcMillis the median of netc's times
 * @param onnxruntimeMillis the median of ONNX Runtime's
 * @param ratio the median over turns of ONNX Runtime's time divided by netc's: above 1, netc is faster
 * @param gflop what the network computes before any rewrite, in 10⁹ operations
 * @param difference the largest difference between the outputs, relative to the largest output
 */
record Timing(double netcMillis, double onnxruntimeMillis, double ratio, double gflop, double difference) {
  /** It is warm when the JVM has compiled nothing for so long. */
  private static final double QUIET_NANOS = 1.5e9;
  private static final double LONGEST_WARM_UP_NANOS = 40e9;
  private static final double TIMED_NANOS = 8e9;
  /** The threads of the one that has run go on looking for work for a while, on the cores that the other needs. */
  private static final long REST_NANOS = 100_000_000;
  private static final int FEWEST_TURNS = 11;
  private static final int MOST_TURNS = 200;

  /**
   * Runs both in turns, with a rest between: first until the JVM's compiler is done with netc, then to be timed.
   *
   * @param cpuTime whether to count the calling thread's CPU time, not the clock's: all there is with one thread, whatever else the machine does
   */
  static Timing of(Compiler compiler, Subject subject, Path onnx, boolean cpuTime) throws OrtException {
    Map<String, Tensor> inputs = subject.inputs();
    LongSupplier clock = cpuTime ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime : System::nanoTime;
    try (CompiledModel model = compiler.compile(compiler.optimize(subject.graph()).after());
        var session = new OnnxSession(onnx, compiler.options().threads())) {
      double difference = Comparison.of(session.outputs(), model.run(inputs)).error();
      warmUp(model, inputs);
      var turns = new ArrayList<double[]>();
      long start = System.nanoTime();
      while (turns.size() < FEWEST_TURNS || (turns.size() < MOST_TURNS && System.nanoTime() - start < TIMED_NANOS)) {
        double own = timed(clock, () -> model.run(inputs));
        double other = timed(clock, session::run);
        turns.add(new double[] {own, other});
      }
      return new Timing(median(turns.stream().map(turn -> turn[0] / 1e6).toList()),
          median(turns.stream().map(turn -> turn[1] / 1e6).toList()),
          median(turns.stream().map(turn -> turn[1] / turn[0]).toList()), 2e-9 * Statistics.of(subject.graph()).macs(), difference);
    }
  }

  /** What a run takes by {@code clock}, behind some that wake threads and cores and bring weights back into the caches. */
  private static double timed(LongSupplier clock, Run run) throws OrtException {
    LockSupport.parkNanos(REST_NANOS);
    long end = System.nanoTime() + REST_NANOS;
    do {
      run.run();
    } while (System.nanoTime() < end);
    long start = clock.getAsLong();
    run.run();
    return clock.getAsLong() - start;
  }

  /** A run of either. */
  private interface Run {
    void run() throws OrtException;
  }

  private static void warmUp(CompiledModel model, Map<String, Tensor> inputs) {
    var jit = ManagementFactory.getCompilationMXBean();
    long start = System.nanoTime();
    long quietSince = start;
    long compiled = 0;
    while (System.nanoTime() - quietSince < QUIET_NANOS && System.nanoTime() - start < LONGEST_WARM_UP_NANOS) {
      model.run(inputs);
      if (jit.getTotalCompilationTime() > compiled) {
        compiled = jit.getTotalCompilationTime();
        quietSince = System.nanoTime();
      }
    }
  }

  private static double median(List<Double> values) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Operations in a second, in 10⁹, of a run that takes {@code millis}. */
  double gflopPerSecond(double millis) {
    return gflop / millis * 1e3;
  }
}
