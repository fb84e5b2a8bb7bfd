package netc.rule.recognize;

import static netc.rule.algebra.Equation.rounding;

import java.util.List;
import netc.rule.algebra.Equation;

/**
 * What exporters write for scalar functions: one line for each spelling, whose products may be associated and ordered in any way. The functions are
 * those of {@link netc.ir.op.Unary}'s records, which name their sources.
 */
public final class Decompositions {
  /** The table. */
  public static final List<Equation> ALL =
      List.of(
          rounding("recognize-sigmoid", "1 / (exp(-x) + 1) => sigmoid(x)"),
          rounding("recognize-sigmoid-as-reciprocal", "reciprocal(exp(-x) + 1) => sigmoid(x)"),
          rounding("recognize-silu", "x * sigmoid(x) => silu(x)"),
          rounding("recognize-silu-as-quotient", "x / (exp(-x) + 1) => silu(x)"),

          // Where eˣ is beyond all floats, the left side is infinite and the function is not.
          rounding("recognize-softplus", "log(exp(x) + 1) => softplus(x)"),
          rounding("recognize-softplus-without-overflow", "relu(x) + log(exp(-abs(x)) + 1) => softplus(x)"),
          rounding("recognize-mish", "x * tanh(softplus(x)) => mish(x)"),

          // MobileNetV3's, then that of any slope, as PaddlePaddle has it.
          rounding("recognize-hard-sigmoid", "clip(x + 3, 0, 6) / 6 => hard_sigmoid(x)"),
          rounding("recognize-hard-sigmoid-of-sixth", "clip(x / 6 + 0.5, 0, 1) => hard_sigmoid(x)"),
          rounding("recognize-hard-sigmoid-of-sum", "clip((x + 3) / 6, 0, 1) => hard_sigmoid(x)"),
          rounding("recognize-hard-sigmoid-of-slope", "clip(a * x + b, 0, 1) => hard_sigmoid(x, a, b)"),
          rounding("recognize-hard-swish", "x * hard_sigmoid(x) => hard_swish(x)"),
          rounding("recognize-hard-swish-of-clip", "x * clip(x + 3, 0, 6) / 6 => hard_swish(x)"),

          // By the error function; by its approximation with the cube as a power or as a product, with x in front of both terms or not.
          rounding("recognize-gelu", "x * (erf(x * sqrt(0.5)) + 1) * 0.5 => gelu(x)"),
          rounding("recognize-gelu-of-half", "x * (erf(x * sqrt(0.5)) * 0.5 + 0.5) => gelu(x)"),
          rounding("recognize-gelu-by-tanh",
              "x * (tanh((x + x * x * x * 0.044715) * sqrt(2 / 3.141592653589793)) + 1) * 0.5 => gelu(x, true)"),
          rounding("recognize-gelu-by-tanh-of-power",
              "x * (tanh((x + pow(x, 3) * 0.044715) * sqrt(2 / 3.141592653589793)) + 1) * 0.5 => gelu(x, true)"),
          rounding("recognize-gelu-by-tanh-of-product",
              "x * (tanh(x * (x * x * 0.044715 + 1) * sqrt(2 / 3.141592653589793)) + 1) * 0.5 => gelu(x, true)"),

          rounding("recognize-leaky-relu", "max(x, a * x) => leaky_relu(x, a) where 0 <= a <= 1"),
          rounding("recognize-leaky-relu-of-two", "relu(x) - relu(-x) * a => leaky_relu(x, a)"),
          rounding("recognize-leaky-relu-of-sum", "relu(x) + relu(-x) * a => leaky_relu(x, -a)"));

  private Decompositions() {}
}
