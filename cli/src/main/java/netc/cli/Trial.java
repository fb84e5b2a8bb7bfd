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
  /** Runs that only warm up the JVM's compiler. */
  private static final double WARM_UP_NANOS = 0.5e9;

  /** Enough for a median, unless a run takes long. */
  private static final double TIMED_NANOS = 0.7e9;
  private static final int MOST_RUNS = 100;

  /** Runs a network, with as much warm-up first: so often, or as often as fits into about a second. */
  static Trial of(CompiledModel model, Map<String, Tensor> inputs, Optional<Integer> iterations) {
    long start = System.nanoTime();
    Map<String, Tensor> outputs = model.run(inputs);
    int limit = iterations.orElse(MOST_RUNS);
    for (int warm = 1; warm < limit && System.nanoTime() - start < WARM_UP_NANOS; warm++) {
      model.run(inputs);
    }
    List<Long> times = new ArrayList<>();
    long spent = 0;
    while (times.isEmpty() || (times.size() < limit && (iterations.isPresent() || spent < TIMED_NANOS))) {
      long before = System.nanoTime();
      model.run(inputs);
      times.add(System.nanoTime() - before);
      spent += times.getLast();
    }
    return new Trial(outputs, median(times), times.size());
  }

  private static double median(List<Long> times) {
    Collections.sort(times);
    int middle = times.size() / 2;
    return times.size() % 2 == 1 ? times.get(middle) : (times.get(middle - 1) + times.get(middle)) / 2.0;
  }
}
