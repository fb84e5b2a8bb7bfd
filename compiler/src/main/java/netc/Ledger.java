package netc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.Graph;
import netc.ir.tensor.Tensor;
import netc.pass.Exactness;
import netc.pass.Excerpt;
import netc.pass.Instrument;
import netc.pass.Rewrite;
import netc.pass.Witness;
import org.jspecify.annotations.Nullable;

/**
 * What rewrites do to numbers, measured. Every rewrite's excerpt is run before and after on signed random inputs, and so is the network after every pass
 * that changed it; differences are relative to the largest value of the output that they are found in. Runs on the compiler's engine with its exact
 * algorithms, so that what is seen is the rewrites' own. Costs a compilation of every excerpt: minutes for a large network.
 */
public final class Ledger implements Witness, Instrument {
  private final Compiler compiler;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Total> totals = new ArrayList<>();
  private @Nullable Map<String, Tensor> expected;

  /**
   * One rewrite.
   *
   * @param number its place in the run, from 1
   * @param rule the rule
   * @param node the root, as {@code batchnorm stem.bn1}
   * @param exactness what the rule declares
   * @param error the largest difference at the excerpt's outputs, relative to the largest value there
   */
  public record Entry(int number, String rule, String node, Exactness exactness, double error) {}

  /**
   * The network after a pass.
   *
   * @param pass the pass
   * @param rewrites how many rewrites had been made by then
   * @param error the largest difference from the network as it was given, at its outputs
   */
  public record Total(String pass, int rewrites, double error) {}

  /** An empty ledger, to be filled by one optimization. */
  public Ledger(Compiler compiler) {
    this.compiler = new Compiler(compiler.options().withBatch(1).withNumerics(Exactness.EXACT));
  }

  @Override
  public void beforeRewrite(int number, Rewrite rewrite, Excerpt excerpt) {
    double error = Comparison.of(run(excerpt.before()), run(excerpt.after())).error();
    entries.add(new Entry(number, rewrite.rule(), rewrite.root().toString(), rewrite.exactness(), error));
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a pass says "unchanged" by the very same graph
  public void afterPass(int index, String name, Graph before, Graph after) {
    Map<String, Tensor> original = expected;
    if (original == null) {
      expected = run(before);
    } else if (before != after) {
      totals.add(new Total(name, entries.size(), Comparison.of(original, run(after)).error()));
    }
  }

  private Map<String, Tensor> run(Graph graph) {
    try (CompiledModel model = compiler.compile(graph)) {
      return model.run(Samples.inputs(model.inputs(), compiler.options().seed()));
    }
  }

  /** The rewrites, in order. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The passes that changed something, in order. */
  public List<Total> totals() {
    return List.copyOf(totals);
  }

  /** The rewrite with the largest difference. */
  public Optional<Entry> worst() {
    return entries.stream().reduce((a, b) -> b.error() > a.error() ? b : a);
  }
}
