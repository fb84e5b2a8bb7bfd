package netc.pass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import netc.rule.fold.FoldAffineBeforeLayer;
import netc.rule.fold.FoldBatchNormIntoProducers;
import netc.rule.fold.FoldBiasIntoNextLayer;
import netc.rule.fold.FoldPadIntoConv;
import netc.rule.fold.FoldPadIntoPooling;
import netc.rule.fold.FoldScaleIntoProducers;
import netc.rule.fold.FoldShiftIntoProducers;
import netc.rule.group.EliminateConcatOfSplit;
import netc.rule.group.EliminateSplitOfConcat;
import netc.rule.group.FlattenConcat;
import netc.rule.group.GroupBlockDiagonalConv;
import netc.rule.group.GroupParallelConvs;
import netc.rule.group.MergeConvGroups;
import netc.rule.group.MergeConvsOfOneInput;
import netc.rule.group.MergeSiblingConvs;
import netc.rule.group.MergeSummedConvs;
import netc.rule.group.MoveElementwiseAfterConcat;
import netc.rule.group.MoveElementwiseBeforeConcat;
import netc.rule.group.SplitConvOverConcat;
import netc.rule.group.SplitGroupedConv;
import netc.rule.group.SplitWideConv;
import netc.rule.merge.ComposeConvAfterPointwise;
import netc.rule.merge.ComposeLinears;
import netc.rule.merge.ComposePointwiseAfterConv;
import netc.rule.merge.MergeParallelBranches;
import netc.rule.merge.MergeUnequalSiblingConvs;
import netc.rule.merge.MovePointwiseConvAfterPooling;
import netc.rule.move.ComposeGlobalPoolingAfterConv;
import netc.rule.move.MoveFunctionAfterMaxPool;
import netc.rule.move.MoveSiblingConvsTogether;
import netc.rule.move.RemoveUselessChannels;
import netc.rule.move.RouteChannels;
import netc.rule.move.SkipUnreadPixels;
import netc.rule.recognize.Recognitions;
import netc.rule.recognize.RecognizeBatchNorm;
import netc.rule.simplify.Simplifications;

/**
 * Every pass there is, and the levels that put them in order. A level runs its list in rounds until nothing changes, so that a second run finds nothing
 * to do; the order is what makes few rounds do.
 */
public final class Pipelines {
  private static final Pass DEAD_NODES = new DeadNodes();

  private static final Pass COMMON_SUBEXPRESSIONS = new CommonSubexpressions();

  private static final Pass CONSTANT_FOLDING = new ConstantFolding();

  private static final Pass SIMPLIFY =
      new RulePass("simplify", "removes what computes nothing, and makes one operation of two in a row",
          Simplifications.ALL);

  private static final Pass RECOGNIZE =
      new RulePass("recognize", "finds the functions that an exporter wrote as compositions of others",
          Recognitions.ALL);

  private static final Pass FOLD =
      new RulePass("fold-normalization", "folds batch normalization, scales and shifts into the layers beside them",
          List.of(
              new FoldBatchNormIntoProducers(), new FoldScaleIntoProducers(),
              new FoldShiftIntoProducers(),
              new FoldAffineBeforeLayer(), // what nothing before it takes
              new RecognizeBatchNorm())); // what no layer takes at all

  private static final Pass FOLD_PADDING =
      new RulePass("fold-padding", "lets convolutions and pooling pad instead of ops before them",
          List.of(new FoldPadIntoConv(), new FoldPadIntoPooling()));

  private static final Pass FOLD_BIASES =
      new RulePass("fold-biases", "adds biases where the next layer adds its own", List.of(new FoldBiasIntoNextLayer()));

  private static final Pass POOL_FIRST =
      new RulePass("pool-first", "pools before what is cheaper on fewer cells, not after it",
          List.of(new MovePointwiseConvAfterPooling(), new MoveFunctionAfterMaxPool()));

  private static final Pass SKIP_UNREAD =
      new RulePass("skip-unread", "computes only what is read", List.of(new SkipUnreadPixels(), new RemoveUselessChannels()));

  private static final Rule<?> MERGE_PARALLEL_BRANCHES = new MergeParallelBranches();

  private static final Pass COMPOSE =
      new RulePass("compose-convolutions", "makes one convolution of two, in a row or side by side, where that gains",
          List.of(
              new ComposePointwiseAfterConv(), new ComposeConvAfterPointwise(), new ComposeLinears(), MERGE_PARALLEL_BRANCHES));

  private static final Pass COMPOSE_POOLING =
      new RulePass("compose-pooling", "makes one window of a convolution and a global average",
          List.of(new ComposeGlobalPoolingAfterConv()));

  /** What takes one layer at a time, in order. */
  private static final List<Pass> LAYERS =
      List.of(
          DEAD_NODES, // first: a use by something dead would keep the others from rewriting what it uses
          COMMON_SUBEXPRESSIONS, // before folding: equal layers are still equal, afterwards their weights are two computed ones
          CONSTANT_FOLDING, // before the rules that ask for weights: they get more of them
          SIMPLIFY, // before folding and composing: a dropout or an identity activation would stand between the two layers
          RECOGNIZE, // before folding: what takes a bias or a scale from the middle of a composition leaves nothing to be recognized
          FOLD_PADDING, // before folding and composing: they look at what a convolution pads
          FOLD, // before composing: normalization stands between the convolutions of a pair
          POOL_FIRST, // after folding: normalization stands between a convolution and its pooling; before composing, which weighs costs
          SKIP_UNREAD, // before composing, which weighs costs
          COMPOSE);

  private static final Rule<?> ELIMINATE_SPLIT_OF_CONCAT = new EliminateSplitOfConcat();

  private static final Rule<?> MOVE_ELEMENTWISE_BEFORE_CONCAT = new MoveElementwiseBeforeConcat();

  private static final Pass MERGE_BRANCHES =
      new RulePass("merge-branches", "merges parallel convolutions into wide and grouped ones",
          List.of(new FlattenConcat(), new EliminateConcatOfSplit(), ELIMINATE_SPLIT_OF_CONCAT,
              new MoveSiblingConvsTogether(), // before the next, which merges neighbours
              new MergeSiblingConvs(),
              new GroupBlockDiagonalConv(), new GroupParallelConvs(), new MoveElementwiseAfterConcat(),
              MERGE_PARALLEL_BRANCHES, // before the next: of two convolutions of one value nothing has to be joined
              new MergeSummedConvs()));

  private static final Pass WIDEN =
      new RulePass("widen-convolutions", "extends convolutions by zeros where a larger one costs less",
          List.of(new MergeUnequalSiblingConvs()));

  private static final Pass MERGE_SIBLINGS = new MergeConvsOfOneInput();

  private static final Pass FILL_GROUPS =
      new RulePass("fill-groups", "makes dense convolutions of grouped ones", List.of(new MergeConvGroups()));

  private static final Pass ROUTE_CHANNELS = new RouteChannels();

  private static final Pass SPLIT_GROUPS =
      new RulePass("split-groups", "takes grouped convolutions apart, and what feeds them: the inverse of merge-branches",
          List.of(new SplitGroupedConv(), ELIMINATE_SPLIT_OF_CONCAT, new SplitWideConv(), MOVE_ELEMENTWISE_BEFORE_CONCAT));

  private static final Pass SPLIT_CONVOLUTIONS =
      new RulePass("split-convolutions", "makes sums of convolutions of those of a concat: the inverse of merge-branches",
          List.of(new SplitConvOverConcat(), MOVE_ELEMENTWISE_BEFORE_CONCAT));

  /** What also works across branches, in order. */
  private static final List<Pass> BRANCHES =
      Stream.concat(
          LAYERS.stream(), // first: there is less between the convolutions of a branch to be compared and moved
          Stream.of(
              ROUTE_CHANNELS, // before merging: the groups of a grouped convolution have an order of channels that weights cannot carry
              MERGE_BRANCHES,
              FOLD, // again: a normalization after a sum has a single convolution before it only now
              POOL_FIRST, // again, for the same reason
              COMPOSE, // again, for the same reason
              MERGE_SIBLINGS, // after what merges them without a split
              WIDEN, // after what merges and composes without zeros
              COMPOSE_POOLING, // after composing, which would not find the convolution; not at O1, which makes no weight for each cell of a map
              FOLD_BIASES)) // last: a bias that composing could take is gone, and what is left has its final layers around it
          .toList();

  private static final Map<String, Pass> PASSES = new LinkedHashMap<>();

  static {
    Stream
        .concat(LAYERS.stream(),
            Stream.of(ROUTE_CHANNELS, MERGE_BRANCHES, MERGE_SIBLINGS, WIDEN, COMPOSE_POOLING, FOLD_BIASES, FILL_GROUPS, SPLIT_GROUPS,
                SPLIT_CONVOLUTIONS))
        .forEach(pass -> PASSES.put(pass.name(), pass));
  }

  private static final int ROUNDS = 8;

  private Pipelines() {}

  /** An optimization level. */
  public enum Level {
    /** Nothing: the graph as it is written. */
    O0,
    /** Simplify, fold, compose. */
    O1,
    /** The default: also what works across branches. */
    O2,
    /** As O2, but rewrites that may not gain are measured; and with many more rounds before it gives up on a graph in which each makes work for the next. */
    O3
  }

  /** The passes of a level, in order. */
  public static List<Pass> of(Level level) {
    return switch (level) {
      case O0 -> List.of();
      case O1 -> LAYERS;
      case O2, O3 -> BRANCHES;
    };
  }

  /** How often a level's list is run at most: a bound that keeps compile time linear in the graph. */
  public static int rounds(Level level) {
    return switch (level) {
      case O0, O1, O2 -> ROUNDS;
      case O3 -> 16 * ROUNDS;
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
    Map<String, Rule<?>> rules = new LinkedHashMap<>();
    for (Pass pass : PASSES.values()) {
      if (pass instanceof RulePass(_, _, var members)) {
        members.forEach(rule -> rules.putIfAbsent(rule.id(), rule));
      }
    }
    return List.copyOf(rules.values());
  }
}
