package netc.rule.group;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Attempt;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;
import netc.rule.Weights;

/** Which convolutions can be one, and the weights of that one. */
final class ConvPairs {
  private static final Pattern<Conv2d> CONV = node(Conv2d.class);

  /** A convolution whose parameters are weights. */
  static final Pattern<Conv2d> ANY = node(Conv2d.class).operandsFrom(1, constant());

  /** A convolution that merging would leave nothing of. */
  static final Pattern<Conv2d> USED_ONCE = ANY.withOneUse();

  private ConvPairs() {}

  static Size2 kernel(Site<Conv2d> conv) {
    return Conv2d.kernel(conv.operand(1).type());
  }

  /** Why two convolutions do not slide the same window in the same way. */
  static Optional<Failure> difference(Site<Conv2d> left, Site<Conv2d> right) {
    Conv2d a = left.op();
    Conv2d b = right.op();
    return differ(Reason.KERNEL, "kernel", left, kernel(left), right, kernel(right))
        .or(() -> differ(Reason.STRIDE, "stride", left, a.stride(), right, b.stride()))
        .or(() -> differ(Reason.PADDING, "pad", left, a.pad(), right, b.pad()))
        .or(() -> differ(Reason.DILATION, "dilation", left, a.dilation(), right, b.dilation()))
        .or(() -> differ(Reason.GROUPS, "groups", left, a.groups(), right, b.groups()));
  }

  private static Optional<Failure> differ(Reason reason, String what, Site<?> left, Object mine, Site<?> right, Object theirs) {
    return mine.equals(theirs)
        ? Optional.empty()
        : Optional.of(new Failure(reason, left + " has " + what + " " + mine + ", " + right + " has " + theirs));
  }

  /** Whether two nodes are convolutions between which there is no such difference, whatever else uses them. */
  static boolean areAlike(Node left, Node right, ConcatRuns.Difference<Conv2d> difference, Rewriter view) {
    return Attempts.match(CONV, left, view) instanceof Attempt.Matched<Conv2d>(var mine)
        && Attempts.match(CONV, right, view) instanceof Attempt.Matched<Conv2d>(var theirs)
        && difference.between(mine, theirs).isEmpty();
  }

  /** Why two convolutions are not slices of one wider convolution of the same input. */
  static Optional<Failure> siblings(Match<Conv2d> left, Match<Conv2d> right) {
    return difference(left, right).or(() -> {
      if (left.operand(0) != right.operand(0)) {
        return Optional
            .of(new Failure(Reason.INPUTS, left + " reads " + left.operandName(0) + ", " + right + " reads " + right.operandName(0)));
      }
      return left.op().groups() == 1 ? Optional.empty() : Optional.of(new Failure(Reason.GROUPS, left + " has groups, expected one"));
    });
  }

  /** Why two convolutions are not neighbouring groups of one grouped convolution: all groups of one have the same widths. */
  static Optional<Failure> parallel(Match<Conv2d> left, Match<Conv2d> right) {
    return difference(left, right).or(() -> {
      if (left.operand(0) == right.operand(0)) {
        return Optional.of(new Failure(Reason.INPUTS, left + " and " + right + " both read " + left.operandName(0)));
      }
      TensorType mine = left.operand(1).type();
      TensorType theirs = right.operand(1).type();
      return differ(Reason.UNEQUAL_WIDTH, "input width", left, left.operand(0).type().size(1), right, right.operand(0).type().size(1))
          .or(() -> differ(Reason.UNEQUAL_WIDTH, "output width", left, mine.size(0), right, theirs.size(0)))
          .or(() -> differ(Reason.SHAPE, "input", left, left.operand(0).type(), right, right.operand(0).type()));
    });
  }

  /** The weight, and the bias if one has a bias, of the convolution that has the output channels of all, in order. */
  static List<Value> stacked(List<Match<Conv2d>> convs, Rewriter out) {
    Match<Conv2d> first = convs.getFirst();
    var parameters = new ArrayList<Value>();
    parameters.add(out.weight(first.operandName(1), WeightBlocks.join(convs.stream().map(conv -> conv.tensor(1)).toList(), 0)));
    Weights.stackedBias(convs, out).ifPresent(parameters::add);
    return parameters;
  }

  /** The parameters of {@code conv} for the {@code count} output channels from {@code from}. */
  static List<Value> rows(Site<Conv2d> conv, long from, long count, Rewriter out) {
    var parameters = new ArrayList<Value>();
    for (int i = 1; i < conv.arity(); i++) {
      parameters.add(out.weight(conv.operandName(i), WeightBlocks.cut(conv.tensor(i), 0, from, count)));
    }
    return parameters;
  }
}
