package netc.rule.merge;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.Conv2d;
import netc.ir.tensor.Tensor;
import netc.match.Capture;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Weights;

/**
 * Makes one convolution of two of the same input whose results are added, where the taps of one are among those of the other: a 1×1 kernel is the
 * middle of a 3×3 one that pads by 1. So RepVGG's blocks are deployed (arXiv 2101.03697, section 3.3).
 *
 * <pre>
 *   add(conv2d(x, W1, b1, pad1), conv2d(x, W2, b2, pad2))   =>   conv2d(x, W1 + W2 moved by pad1 − pad2, b1 + b2, pad1)
 * </pre>
 */
public final class AddParallelKernels implements Rule<Add> {
  private static final Capture<Conv2d> LEFT = Capture.named("left");
  private static final Capture<Conv2d> RIGHT = Capture.named("right");
  private static final Pattern<Add> PATTERN =
      node(Add.class)
          .operand(0, node(Conv2d.class))
          .operand(1, node(Conv2d.class))
          .where(Reason.OTHER_OP, "adds convolutions of different inputs", add -> input(add, 0) == input(add, 1))
          .operand(0, node(Conv2d.class).withOneUse().operandsFrom(1, constant()).capturedAs(LEFT))
          .operand(1, node(Conv2d.class).withOneUse().operandsFrom(1, constant()).capturedAs(RIGHT));

  private static Value input(Site<Add> add, int index) {
    return add.view().operand(add.producer(index), 0);
  }

  @Override
  public Pattern<Add> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.ROUNDING;
  }

  @Override
  public String formula() {
    return "W' = W1 + W2, b' = b1 + b2";
  }

  @Override
  public String summary() {
    return "add the kernels of convolutions of one input whose results are added";
  }

  @Override
  public Outcome apply(Match<Add> add, Rewriter out) {
    Site<Conv2d> left = add.get(LEFT);
    Site<Conv2d> right = add.get(RIGHT);
    String pair = left + " and " + right;
    if (!left.type().equals(right.type())) {
      return Outcome.declined(Reason.SHAPE, pair + " give " + left.type() + " and " + right.type());
    }
    if (left.op().groups() != right.op().groups()) {
      return Outcome.declined(Reason.GROUPS, pair + " have " + left.op().groups() + " and " + right.op().groups() + " groups");
    }
    if (!left.op().stride().equals(right.op().stride())) {
      return Outcome.declined(Reason.STRIDE, pair + " have strides " + left.op().stride() + " and " + right.op().stride());
    }
    Optional<Placement> leftHolds = Placement.of(right, left);
    if (leftHolds.isPresent()) {
      return Outcome.replacedBy(sum(left, right, leftHolds.get(), out));
    }
    return Placement.of(left, right)
        .map(placement -> Outcome.replacedBy(sum(right, left, placement, out)))
        .orElseGet(() -> Outcome.declined(Reason.KERNEL, "neither of " + pair + " has all the taps of the other"));
  }

  /** {@code host} with the taps of {@code guest} added to its own. */
  private static Value sum(Site<Conv2d> host, Site<Conv2d> guest, Placement placement, Rewriter out) {
    Tensor larger = host.tensor(1);
    Tensor smaller = guest.tensor(1);
    Tensor weight = Weights.compute(larger.type(), "W1 + W2", List.of(larger, smaller), () -> {
      double[] elements = larger.toDoubles();
      placement.add(smaller.toArray(), elements);
      return elements;
    });
    var operands = new ArrayList<>(List.of(host.operand(0), out.weight(host.operandName(1), weight)));
    List<Site<Conv2d>> biased = Stream.of(host, guest).filter(conv -> conv.arity() > 2).toList();
    if (!biased.isEmpty()) {
      operands.add(out.weight(biased.getFirst().operandName(2), sum(biased.stream().map(conv -> conv.tensor(2)).toList())));
    }
    return out.add(host.op(), operands);
  }

  private static Tensor sum(List<Tensor> biases) {
    return biases.size() == 1 ? biases.getFirst() : Weights.compute(biases.getFirst().type(), "b1 + b2", biases, () -> {
      double[] sum = biases.getFirst().toDoubles();
      float[] other = biases.getLast().toArray();
      for (int c = 0; c < sum.length; c++) {
        sum[c] += other[c];
      }
      return sum;
    });
  }
}
