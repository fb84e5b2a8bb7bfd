package netc.pass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import netc.rule.fold.FoldBatchNormIntoConv;
import netc.rule.simplify.EliminateIdentityActivation;

/** Every pass there is, and the levels that put them in order. */
public final class Pipelines {
  private static final Pass SIMPLIFY =
      new RulePass("simplify", "removes what computes nothing: identity activations and their like",
          List.of(new EliminateIdentityActivation()));

  private static final Pass FOLD =
      new RulePass("fold-normalization", "folds batch normalization into what feeds it", List.of(new FoldBatchNormIntoConv()));

  private static final Map<String, Pass> PASSES = new LinkedHashMap<>();

  static {
    Stream.of(SIMPLIFY, FOLD).forEach(pass -> PASSES.put(pass.name(), pass));
  }

  private Pipelines() {}

  /** An optimization level. */
  public enum Level {
    /** Nothing: the graph as it is written. */
    O0,
    /** Simplify, fold, compose. */
    O1,
    /** The default: also what works across branches. */
    O2,
    /** All that is exact up to rounding, however long it takes. */
    O3
  }

  /** The passes of a level, in order. */
  public static List<Pass> of(Level level) {
    return switch (level) {
      case O0 -> List.of();
      case O1, O2, O3 -> List.of(SIMPLIFY, FOLD);
    };
  }

  /** Every pass, in the order in which {@code netc passes} lists them. */
  public static List<Pass> all() {
    return List.copyOf(PASSES.values());
  }

  /** The pass of this name. */
  public static Optional<Pass> named(String name) {
    return Optional.ofNullable(PASSES.get(name));
  }

  /** Every rule of every pass, each once. */
  public static List<Rule<?>> rules() {
    return PASSES.values().stream().flatMap(pass -> pass instanceof RulePass rules ? rules.rules().stream() : Stream.empty()).distinct()
        .toList();
  }
}
