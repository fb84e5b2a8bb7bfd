package netc.pass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import netc.rule.fold.FoldBatchNormIntoConv;
import netc.rule.group.EliminateConcatOfSplit;
import netc.rule.group.EliminateSplitOfConcat;
import netc.rule.group.FlattenConcat;
import netc.rule.group.GroupParallelConvs;
import netc.rule.group.MergeSiblingConvs;
import netc.rule.group.MergeSummedConvs;
import netc.rule.group.MoveElementwiseAfterConcat;
import netc.rule.group.MoveElementwiseBeforeConcat;
import netc.rule.group.SplitConvOverConcat;
import netc.rule.group.SplitGroupedConv;
import netc.rule.group.SplitWideConv;
import netc.rule.simplify.EliminateIdentityActivation;

/** Every pass there is, and the levels that put them in order. */
public final class Pipelines {
  private static final Pass SIMPLIFY =
      new RulePass("simplify", "removes what computes nothing: identity activations and their like",
          List.of(new EliminateIdentityActivation()));

  private static final Pass FOLD =
      new RulePass("fold-normalization", "folds batch normalization into what feeds it", List.of(new FoldBatchNormIntoConv()));

  private static final Pass MERGE_BRANCHES =
      new RulePass("merge-branches", "merges parallel convolutions into wide and grouped ones",
          List.of(new FlattenConcat(), new EliminateConcatOfSplit(), new EliminateSplitOfConcat(), new MergeSiblingConvs(),
              new GroupParallelConvs(), new MoveElementwiseAfterConcat(), new MergeSummedConvs()));

  private static final Pass SPLIT_GROUPS =
      new RulePass("split-groups", "takes grouped convolutions apart, and what feeds them: the inverse of merge-branches",
          List.of(new SplitGroupedConv(), new EliminateSplitOfConcat(), new SplitWideConv(), new MoveElementwiseBeforeConcat()));

  private static final Pass SPLIT_CONVOLUTIONS =
      new RulePass("split-convolutions", "makes sums of convolutions of those of a concat: the inverse of merge-branches",
          List.of(new SplitConvOverConcat(), new MoveElementwiseBeforeConcat()));

  private static final Map<String, Pass> PASSES = new LinkedHashMap<>();

  static {
    Stream.of(SIMPLIFY, FOLD, MERGE_BRANCHES, SPLIT_GROUPS, SPLIT_CONVOLUTIONS).forEach(pass -> PASSES.put(pass.name(), pass));
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
      case O1 -> List.of(SIMPLIFY, FOLD);
      // merging makes convolutions of sums, so that normalization after a sum folds only then
      case O2, O3 -> List.of(SIMPLIFY, FOLD, MERGE_BRANCHES, FOLD);
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
