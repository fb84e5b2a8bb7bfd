package netc.rule.merge;

import static netc.match.Pattern.constant;
import static netc.match.Pattern.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Unary;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;
import netc.pass.Exactness;
import netc.pass.Outcome;
import netc.pass.Rule;
import netc.rule.Arm;
import netc.rule.Weights;

/**
 * Makes one convolution of two of one input with different windows that are neighbours in a concat, the same functions behind both: zeros extend the
 * windows to one that has the taps of both. That multiplies more, for one kernel fewer and an input that is read once. Applies in no network of the zoo
 * on a CPU, where a launch costs little.
 *
 * <pre>
 *   concat(…, f(conv2d(x, W1, b1)), f(conv2d(x, W2, b2)), …)   =>   concat(…, f(conv2d(x, [W1 extended; W2 extended], [b1; b2])), …)
 * </pre>
 */
public final class MergeUnequalSiblingConvs implements Rule<Concat> {
  /** How many functions to look past for what two operands have in common. */
  private static final int REACH = 8;

  private static final Pattern<Conv2d> CONV = node(Conv2d.class).withOneUse().operandsFrom(1, constant());
  private static final Pattern<Concat> PATTERN =
      node(Concat.class).where(Reason.AXIS, "joins another axis than channels", concat -> concat.op().axis() == 1);

  @Override
  public Pattern<Concat> pattern() {
    return PATTERN;
  }

  @Override
  public Exactness exactness() {
    return Exactness.EXACT;
  }

  @Override
  public String formula() {
    return "W' = [W1; W2] extended by zeros, b' = [b1; b2]";
  }

  @Override
  public String summary() {
    return "merge neighbouring convolutions of one input with different kernels";
  }

  @Override
  public Outcome apply(Match<Concat> concat, Rewriter out) {
    var refusals = new ArrayList<Failure>();
    for (int i = 1; i < concat.arity(); i++) {
      Consumer<Failure> reasons = input(concat.operand(i - 1), out) == input(concat.operand(i), out) ? refusals::add : _ -> {};
      Optional<Arm> left = Arm.before(concat.operand(i - 1), CONV, reasons, out);
      Optional<Arm> right = Arm.before(concat.operand(i), CONV, reasons, out);
      if (left.isPresent() && right.isPresent()) {
        Optional<Failure> against = refusal(left.get(), right.get());
        if (against.isEmpty()) {
          return Outcome.proposed(joined(concat, i - 1, merged(left.get(), right.get(), out), out));
        }
        refusals.add(against.get());
      }
    }
    Failure failure = refusals.stream().filter(refusal -> !refusal.reason().isStructural()).findFirst()
        .orElse(new Failure(Reason.OTHER_OP, concat + " has no neighbouring convolutions of one input"));
    return Outcome.declined(failure.reason(), failure.detail());
  }

  /** What goes into the layer that a value comes from, through functions of each element. */
  private static Value input(Value value, Rewriter view) {
    Node node = value.producer();
    for (int i = 0; i < REACH && node.op() instanceof Unary; i++) {
      node = view.operand(node, 0).producer();
    }
    return node.op() instanceof Conv2d ? view.operand(node, 0) : value;
  }

  private static Optional<Failure> refusal(Arm left, Arm right) {
    Slide mine = slide(left.conv());
    Slide theirs = slide(right.conv());
    String both = left.conv() + " and " + right.conv();
    if (left.conv().operand(0) != right.conv().operand(0)) {
      return Optional.of(new Failure(Reason.OTHER_OP, both + " read different values"));
    }
    if (left.conv().op().groups() > 1 || right.conv().op().groups() > 1) {
      return Optional.of(new Failure(Reason.GROUPS, both + " have groups"));
    }
    if (!left.functions().equals(right.functions())) {
      return Optional.of(new Failure(Reason.OTHER_OP, both + " are followed by different functions"));
    }
    return mine.equals(theirs)
        ? Optional.of(new Failure(Reason.OTHER_OP, both + " slide the same window, for which there is merge-sibling-convs"))
        : mine.conflict(theirs).or(() -> refusalOfSize(left.conv(), right.conv()))
            .map(why -> new Failure(why.reason(), both + ": " + why.detail()));
  }

  private static Optional<Failure> refusalOfSize(Site<Conv2d> left, Site<Conv2d> right) {
    double filters = (double) left.type().size(1) + right.type().size(1);
    double elements = filters * slide(left).union(slide(right)).taps(left.operand(0).type().size(1));
    return elements > Integer.MAX_VALUE
        ? Optional.of(new Failure(Reason.KERNEL, "the weight would have %.0f elements".formatted(elements)))
        : Optional.empty();
  }

  private static Slide slide(Site<Conv2d> conv) {
    return Slide.of(conv.op(), Conv2d.kernel(conv.operand(1).type()));
  }

  private static Value merged(Arm left, Arm right, Rewriter out) {
    List<Site<Conv2d>> convs = List.of(left.conv(), right.conv());
    Slide slide = slide(left.conv()).union(slide(right.conv()));
    Site<Conv2d> first = left.conv();
    out.at(Origin.siblings(convs.stream().map(conv -> conv.node().origin()).toList()), first.node().name());
    var operands = new ArrayList<>(List.of(first.operand(0), out.weight(first.operandName(1), weight(convs, slide))));
    Weights.stackedBias(convs, out).ifPresent(operands::add);
    return Arm.functions(List.of(left, right), out.add(slide.op(), operands), out);
  }

  private static Tensor weight(List<Site<Conv2d>> convs, Slide slide) {
    long depth = convs.getFirst().operand(0).type().size(1);
    long filters = convs.stream().mapToLong(conv -> conv.type().size(1)).sum();
    var type = TensorType.f32(filters, depth, slide.rows().count(), slide.columns().count());
    List<Correlation> parts = convs.stream().map(Correlation::of).toList();
    return Weights.compute(type, "[W1; W2] extended by zeros", convs.stream().map(conv -> conv.tensor(1)).toList(), () -> {
      double[] all = new double[Math.toIntExact(type.shape().elements())];
      int place = 0;
      for (Correlation part : parts) {
        double[] own = new double[Math.toIntExact(part.value().type().size(1) * type.shape().elementsFrom(1))];
        part.addTo(own, slide);
        System.arraycopy(own, 0, all, place, own.length);
        place += own.length;
      }
      return all;
    });
  }

  private static Value joined(Match<Concat> concat, int from, Value merged, Rewriter out) {
    var operands = new ArrayList<>(concat.operands());
    operands.subList(from, from + 2).clear();
    operands.add(from, merged);
    out.at(List.of(concat.node()));
    return operands.size() == 1 ? merged : out.add(concat.op(), operands);
  }
}
