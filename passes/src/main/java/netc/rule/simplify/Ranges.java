package netc.rule.simplify;

import java.util.List;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.op.Abs;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.Add;
import netc.ir.op.AvgPool2d;
import netc.ir.op.Binary;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Contraction;
import netc.ir.op.Div;
import netc.ir.op.Dropout;
import netc.ir.op.Elementwise;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Gelu;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.Identity;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Leaf;
import netc.ir.op.Log;
import netc.ir.op.Max;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Min;
import netc.ir.op.Mish;
import netc.ir.op.Movement;
import netc.ir.op.Mul;
import netc.ir.op.Neg;
import netc.ir.op.Normalization;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Pooling;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.Reciprocal;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.op.Reduction;
import netc.ir.op.Relu;
import netc.ir.op.Resize;
import netc.ir.op.Sigmoid;
import netc.ir.op.Silu;
import netc.ir.op.Softmax;
import netc.ir.op.Softplus;
import netc.ir.op.Sqrt;
import netc.ir.op.Sub;
import netc.ir.op.Tanh;
import netc.ir.op.Unary;
import netc.rule.Uniform;

/**
 * The ranges of values, from what computes them. Looks at a limited number of nodes, so that asking at every node of a graph costs no more than the
 * graph's size. What sums keeps only the sign of its operands: a mean may round beyond the largest of them.
 */
final class Ranges {
  /** Nodes to look at: a few layers back, and the branches of a concat. */
  private static final int REACH = 16;

  private final Rewriter view;
  private int left = REACH;

  private Ranges(Rewriter view) {
    this.view = view;
  }

  /** The range of a value. */
  static Range of(Value value, Rewriter view) {
    return new Ranges(view).of(value);
  }

  private Range of(Value value) {
    if (left-- <= 0) {
      return Range.ALL;
    }
    Node node = value.producer();
    return switch (node.op()) {
      case Elementwise op -> of(op, node);
      case Movement op -> of(op, node);
      case Pooling op -> of(op, node);
      case Reduction op -> of(op, node);
      case Resize(_, Resize.Mode mode, _, _) -> mode == Resize.Mode.NEAREST ? operand(node, 0) : operand(node, 0).sign();
      case Softmax _ -> new Range(0, 1);
      case Normalization _, Contraction _, Leaf _ -> Range.ALL;
    };
  }

  private Range operand(Node node, int index) {
    return of(view.operand(node, index));
  }

  private Range of(Elementwise op, Node node) {
    return switch (op) {
      case Unary unary -> of(unary, node);
      case Binary binary -> of(binary, node);
      case Prelu _ -> Range.ALL;
    };
  }

  private Range of(Unary op, Node node) {
    return switch (op) {
      case Identity _, Dropout _ -> operand(node, 0);
      case Relu _ -> operand(node, 0).clipped(Range.NOT_NEGATIVE);
      case Clip(double low, double high) -> operand(node, 0).clipped(new Range(low, high));
      case Sigmoid _, HardSigmoid _ -> new Range(0, 1);
      case Tanh _, Erf _ -> new Range(-1, 1);
      case Exp _, Softplus _, Abs _ -> Range.NOT_NEGATIVE;
      // each is x times a share of it
      case HardSwish _, Silu _, Gelu _, Mish _ -> operand(node, 0).isNotNegative() ? Range.NOT_NEGATIVE : Range.ALL;
      case LeakyRelu _, Elu _ -> {
        Range range = operand(node, 0);
        yield range.isNotNegative() ? range : Range.ALL;
      }
      case Neg _ -> {
        Range range = operand(node, 0);
        yield new Range(-range.high(), -range.low());
      }
      case Sqrt _ -> operand(node, 0).sign();
      case Reciprocal _, Blend _, Log _ -> Range.ALL;
    };
  }

  private Range of(Binary op, Node node) {
    Value first = view.operand(node, 0);
    Range a = of(first);
    Range b = operand(node, 1);
    return switch (op) {
      case Mul _ when first == view.operand(node, 1) -> Range.NOT_NEGATIVE;
      case Add _ -> a.or(b).sign();
      case Mul _ -> a.isNotNegative() && b.isNotNegative() ? Range.NOT_NEGATIVE : Range.ALL;
      case Max _ -> new Range(Math.max(a.low(), b.low()), Math.max(a.high(), b.high()));
      case Min _ -> new Range(Math.min(a.low(), b.low()), Math.min(a.high(), b.high()));
      case Pow _ -> a.isNotNegative() && isNotNegative(view.operand(node, 1), b) ? Range.NOT_NEGATIVE : Range.ALL; // 1 / −0 is −∞
      case Sub _, Div _ -> Range.ALL;
    };
  }

  private static boolean isNotNegative(Value value, Range range) {
    return range.isNotNegative() || Uniform.of(value).filter(number -> number >= 0).isPresent();
  }

  private Range of(Movement op, Node node) {
    Range range = operand(node, 0);
    List<Value> others = view.operands(node).subList(1, node.operands().size());
    for (Value other : others) {
      range = range.or(of(other));
    }
    return op instanceof Pad(_, double value, PadMode mode) && mode == PadMode.CONSTANT ? range.or(new Range(value, value)) : range;
  }

  private Range of(Pooling op, Node node) {
    return switch (op) {
      case MaxPool2d pool -> pool.seesInput() ? operand(node, 0) : Range.ALL;
      case AdaptiveMaxPool2d _ -> operand(node, 0);
      case AvgPool2d _, AdaptiveAvgPool2d _, GlobalAvgPool _ -> operand(node, 0).sign();
    };
  }

  private Range of(Reduction op, Node node) {
    return switch (op) {
      case ReduceMax _ -> operand(node, 0);
      case ReduceMean _, ReduceSum _ -> operand(node, 0).sign();
    };
  }
}
