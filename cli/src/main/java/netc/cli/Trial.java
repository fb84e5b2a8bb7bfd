package netc.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.CompiledModel;
import netc.ir.tensor.Tensor;

/**
 * Some runs of one network on the same inputs.
 *
 * @param outputs what it gave
 * @param nanos how long a run took, the median
 * @param runs how many were timed
 */
record Trial(Map<String, Tensor> outputs, double nanos, int runs) {
  /** For runs that only warm up the JVM's compiler, all networks together. */
  private static final long WARM_UP_NANOS = 1_000_000_000;

  /** Enough for medians, unless a run takes long. */
  private static final long TIMED_NANOS = 1_500_000_000;

  private static final int MOST_RUNS = 100;

  /**
   * Runs networks in turn, so that what else the machine does meets all of them alike, with as much warm-up before.
   *
   * @param iterations how often to time each; as often as fits into about a second, if it is not said
   */
  static List<Trial> of(List<CompiledModel> models, Map<String, Tensor> inputs, Optional<Integer> iterations) {
    int limit = iterations.orElse(MOST_RUNS);
    List<Map<String, Tensor>> outputs = models.stream().map(model -> model.run(inputs)).toList();
    long warm = System.nanoTime() + WARM_UP_NANOS;
    for (int round = 1; round < limit && System.nanoTime() < warm; round++) {
      models.forEach(model -> model.run(inputs));
    }
    List<List<Long>> times = models.stream().<List<Long>>map(_ -> new ArrayList<>()).toList();
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
      trials.add(new Trial(outputs.get(i), median(times.get(i)), times.get(i).size()));
    }
    return trials;
  }

  private static double median(List<Long> times) {
    Collections.sort(times);
    int middle = times.size() / 2;
    return times.size() % 2 == 1 ? times.get(middle) : (times.get(middle - 1) + times.get(middle)) / 2.0;
  }
}
