package netc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.CompiledModel;
import netc.ir.tensor.Tensor;

/**
 * Some runs of one network on the same inputs.
 *
 * @param outputs what it gave
 * @param times how long each run took, in nanoseconds, in order; at least one
 */
record Trial(Map<String, Tensor> outputs, List<Long> times) {
  /** For runs of each network that only warm up the JVM's compiler: a run of a tiny one takes microseconds, and gets faster for thousands of runs. */
  private static final long WARM_UP_NANOS = 700_000_000;

  /** For the runs that are timed, of all networks together. */
  private static final long TIMED_NANOS = 3_000_000_000L;

  private static final int MOST_RUNS = 10_000;

  /** In how many stretches of time a ratio must be found before it counts, and how many runs make a stretch at least. */
  private static final int PARTS = 4;

  private static final int RUNS_OF_A_PART = 4;

  /** The same network, compiled twice, may differ by this much for good: where its memory lies is chance. Fewer stretches take more. */
  private static final double NOISE = 0.03;

  Trial {
    times = List.copyOf(times);
  }

  /**
   * Runs networks in turn, so that what else the machine does meets all of them alike, after as much warm-up for each.
   *
   * @param iterations how often to time each, after at most as many runs to warm up; as often as fits into a few seconds, if it is not said
   */
  static List<Trial> of(List<CompiledModel> models, Map<String, Tensor> inputs, Optional<Integer> iterations) {
    List<Map<String, Tensor>> outputs = models.stream().map(model -> model.run(inputs)).toList();
    models.forEach(model -> warmUp(model, inputs, iterations.orElse(Integer.MAX_VALUE)));
    List<List<Long>> times = models.stream().<List<Long>>map(_ -> new ArrayList<>()).toList();
    int limit = iterations.orElse(MOST_RUNS);
    long end = System.nanoTime() + TIMED_NANOS;
    for (int round = 0; round == 0 || (round < limit && (iterations.isPresent() || System.nanoTime() < end)); round++) {
      for (int i = 0; i < models.size(); i++) {
        long start = System.nanoTime();
        models.get(i).run(inputs);
        times.get(i).add(System.nanoTime() - start);
      }
    }
    var trials = new ArrayList<Trial>();
    for (int i = 0; i < models.size(); i++) {
      trials.add(new Trial(outputs.get(i), times.get(i)));
    }
    return trials;
  }

  private static void warmUp(CompiledModel model, Map<String, Tensor> inputs, int runs) {
    long end = System.nanoTime() + WARM_UP_NANOS;
    for (int run = 1; run < runs && System.nanoTime() < end; run++) {
      model.run(inputs);
    }
  }

  /** How long a run took, in nanoseconds: the median. */
  double nanos() {
    return median(times);
  }

  /** How many runs were timed. */
  int runs() {
    return times.size();
  }

  /** How many times as fast a trial made in turn with this one was; empty if some stretch of the runs does not show it, or shows the contrary. */
  Optional<Double> ratio(Trial faster) {
    int parts = Math.clamp(runs() / RUNS_OF_A_PART, 1, PARTS);
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int part = 0; part < parts; part++) {
      int from = runs() * part / parts;
      int to = runs() * (part + 1) / parts;
      double ratio = median(times.subList(from, to)) / median(faster.times().subList(from, to));
      least = Math.min(least, ratio);
      most = Math.max(most, ratio);
    }
    double noise = NOISE * PARTS / parts;
    return least > 1 + noise || most < 1 - noise ? Optional.of(nanos() / faster.nanos()) : Optional.empty();
  }

  private static double median(List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
  }
}
