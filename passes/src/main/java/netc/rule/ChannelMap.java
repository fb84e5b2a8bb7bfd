package netc.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import netc.ir.Value;
import netc.ir.op.Add;
import netc.ir.op.BatchNorm;
import netc.ir.op.Binary;
import netc.ir.op.Constant;
import netc.ir.op.Div;
import netc.ir.op.Max;
import netc.ir.op.Min;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Pow;
import netc.ir.op.Sub;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import netc.match.Pattern.Failure;
import netc.match.Reason;
import netc.match.Site;

/**
 * {@code scale·x + shift}, each for one channel (axis 1): batch normalization, a product, quotient, sum or difference with a weight,
 * or the negative.
 *
 * @param x the operand
 * @param ingredients the weights that scale and shift are computed from
 * @param scale the factor of each channel; absent for 1
 * @param shift what is added to each channel; absent for 0
 */
public record ChannelMap(Value x, List<Tensor> ingredients, Optional<Supplier<double[]>> scale, Optional<Supplier<double[]>> shift) {
  /** Why a node is none. */
  public static Optional<Failure> refusal(Site<?> site) {
    return switch (site.op()) {
      case BatchNorm norm -> refusalOfNorm(new Site<>(site.node(), norm, site.view()));
      case Binary _ -> refusalOfBinary(site);
      case Neg _ when site.type().rank() > 1 -> Optional.empty();
      default -> Optional.of(new Failure(Reason.OTHER_OP, site + " neither scales nor shifts channels"));
    };
  }

  /** Whether a node may be one: batch normalization, the negative, or an op of a weight and something else. */
  public static boolean isCandidate(Site<?> site) {
    return site.op() instanceof BatchNorm || site.op() instanceof Neg
        || (site.op() instanceof Binary && isWeight(site, 0) != isWeight(site, 1));
  }

  private static Optional<Failure> refusalOfNorm(Site<BatchNorm> norm) {
    for (int i = BatchNorm.GAMMA; i <= BatchNorm.VAR; i++) {
      if (!isWeight(norm, i)) {
        return Optional.of(new Failure(Reason.NOT_CONSTANT, norm + " has a computed parameter " + norm.operandName(i)));
      }
    }
    return ChannelAffine.of(norm).defect().map(defect -> new Failure(Reason.NOT_FINITE, norm + ": " + defect));
  }

  private static Optional<Failure> refusalOfBinary(Site<?> site) {
    if (isWeight(site, 0) == isWeight(site, 1)) {
      return Optional.of(new Failure(Reason.OTHER_OP, site + " has no weight and no other operand"));
    }
    boolean linear = switch ((Binary) site.op()) {
      case Add _, Sub _, Mul _ -> true;
      case Div _ -> isWeight(site, 1);
      case Pow _, Min _, Max _ -> false;
    };
    if (!linear) {
      return Optional.of(new Failure(Reason.OTHER_OP, site + " is not linear"));
    }
    Tensor weight = site.tensor(weightIndex(site));
    TensorType value = site.operand(1 - weightIndex(site)).type();
    if (!value.equals(site.type()) || !isPerChannel(weight.shape(), value.shape())) {
      return Optional.of(
          new Failure(Reason.SHAPE, site + " has a weight " + weight.type() + ", which is not one element for each channel of " + value));
    }
    boolean finite =
        weight.isFinite() && !(site.op() instanceof Div && Arrays.stream(weight.toDoubles()).anyMatch(divisor -> divisor == 0));
    return finite ? Optional.empty()
        : Optional.of(new Failure(Reason.NOT_FINITE, site + " has a weight that is not finite, or divides by zero"));
  }

  private static boolean isWeight(Site<?> site, int index) {
    return site.producer(index).op() instanceof Constant;
  }

  private static int weightIndex(Site<?> site) {
    return isWeight(site, 0) ? 0 : 1;
  }

  /** Whether broadcasting gives all of a channel the same element. */
  private static boolean isPerChannel(Shape weight, Shape value) {
    int missing = value.rank() - weight.rank();
    for (int axis = 0; axis < weight.rank(); axis++) {
      if (!weight.dim(axis).equals(Dim.of(1)) && axis + missing != 1) {
        return false;
      }
    }
    return value.rank() > 1;
  }

  /** The map that a node is, which has no refusal. */
  public static ChannelMap of(Site<?> site) {
    if (site.op() instanceof BatchNorm norm) {
      ChannelAffine affine = ChannelAffine.of(new Site<>(site.node(), norm, site.view()));
      return new ChannelMap(site.operand(0), affine.tensors(), Optional.of(affine::scale), Optional.of(affine::shift));
    }
    if (site.op() instanceof Neg) {
      Value x = site.operand(0);
      return new ChannelMap(x, List.of(), Optional.of(() -> filled(x.type().shape().extent(1), -1)), Optional.empty());
    }
    int index = weightIndex(site);
    Tensor weight = site.tensor(index);
    Value x = site.operand(1 - index);
    int channels = x.type().shape().extent(1);
    Supplier<double[]> elements = () -> repeated(weight, channels);
    List<Tensor> ingredients = List.of(weight);
    return switch ((Binary) site.op()) {
      case Add _ -> new ChannelMap(x, ingredients, Optional.empty(), Optional.of(elements));
      case Sub _ when index == 1 -> new ChannelMap(x, ingredients, Optional.empty(), Optional.of(changed(elements, t -> -t)));
      case Sub _ -> new ChannelMap(x, ingredients, Optional.of(changed(elements, _ -> -1)), Optional.of(elements));
      case Mul _ -> new ChannelMap(x, ingredients, Optional.of(elements), Optional.empty());
      case Div _ -> new ChannelMap(x, ingredients, Optional.of(changed(elements, k -> 1 / k)), Optional.empty());
      case Pow _, Min _, Max _ -> throw new IllegalArgumentException(site + " is not linear");
    };
  }

  private static Supplier<double[]> changed(Supplier<double[]> elements, DoubleUnaryOperator change) {
    return () -> Arrays.stream(elements.get()).map(change).toArray();
  }

  private static double[] repeated(Tensor weight, int channels) {
    double[] elements = weight.toDoubles();
    if (elements.length == channels) {
      return elements;
    }
    return filled(channels, elements[0]);
  }

  private static double[] filled(int channels, double element) {
    double[] all = new double[channels];
    Arrays.fill(all, element);
    return all;
  }

  /** The map of the {@code count} channels from {@code from}. */
  public ChannelMap slice(int from, int count) {
    return new ChannelMap(x, ingredients, scale.map(all -> () -> Arrays.copyOfRange(all.get(), from, from + count)),
        shift.map(all -> () -> Arrays.copyOfRange(all.get(), from, from + count)));
  }

  /** The map with its factors and summands, one for each channel, put elsewhere. */
  public ChannelMap changed(UnaryOperator<double[]> change) {
    return new ChannelMap(x, ingredients, scale.map(all -> () -> change.apply(all.get())), shift.map(all -> () -> change.apply(all.get())));
  }

  /** The same map of another value. */
  public ChannelMap of(Value value) {
    return new ChannelMap(value, ingredients, scale, shift);
  }

  /** The same map where nothing is added. */
  public ChannelMap withoutShift() {
    return new ChannelMap(x, ingredients, scale, Optional.empty());
  }

  /** Whether something is added to some channel; makes the weights. */
  public boolean shifts() {
    return shift.isPresent() && Arrays.stream(shift.get().get()).anyMatch(element -> element != 0);
  }

  /** Whether every factor is positive, so that the largest element stays the largest; makes the weights. */
  public boolean isIncreasing() {
    return scale.isEmpty() || Arrays.stream(scale.get().get()).allMatch(element -> element > 0);
  }
}
