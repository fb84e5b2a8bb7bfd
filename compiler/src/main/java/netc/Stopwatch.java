package netc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.tensor.Tensor;
import netc.pass.Proposal;

/** Measures what a rewrite gains: both sides of its excerpt run in turns on the engine, and medians are compared. */
final class Stopwatch {
  private static final long WARM_UP_NANOS = 60_000_000;
  private static final int MOST_WARM_UPS = 2_000;
  private static final int RUNS = 15;

  private final Compiler compiler;

  Stopwatch(Compiler compiler) {
    this.compiler = compiler;
  }

  /** How long both sides take. */
  Optional<Decisions.Timing> measure(Proposal proposal) {
    try (CompiledModel before = compiler.compile(proposal.excerpt().before());
        CompiledModel after = compiler.compile(proposal.excerpt().after())) {
      Map<String, Tensor> inputs = Samples.inputs(before.inputs(), 0);
      warmUp(before, inputs);
      warmUp(after, inputs);
      var befores = new ArrayList<Long>();
      var afters = new ArrayList<Long>();
      for (int i = 0; i < RUNS; i++) {
        befores.add(nanos(before, inputs));
        afters.add(nanos(after, inputs));
      }
      return Optional.of(new Decisions.Timing(median(befores), median(afters)));
    }
  }

  private static void warmUp(CompiledModel model, Map<String, Tensor> inputs) {
    long end = System.nanoTime() + WARM_UP_NANOS;
    for (int i = 0; i < MOST_WARM_UPS && System.nanoTime() < end; i++) {
      model.run(inputs);
    }
  }

  private static long nanos(CompiledModel model, Map<String, Tensor> inputs) {
    long start = System.nanoTime();
    model.run(inputs);
    return System.nanoTime() - start;
  }

  /** In microseconds. */
  private static double median(List<Long> nanos) {
    return nanos.stream().sorted().toList().get(nanos.size() / 2) / 1e3;
  }
}
