package netc.formats.onnx;

import static netc.formats.onnx.OnnxAttributes.number;
import static netc.formats.onnx.OnnxAttributes.word;

import java.util.List;
import netc.formats.onnx.proto.OnnxProto.AttributeProto;
import netc.ir.Node;
import netc.ir.op.Abs;
import netc.ir.op.Blend;
import netc.ir.op.Clip;
import netc.ir.op.Dropout;
import netc.ir.op.Elu;
import netc.ir.op.Erf;
import netc.ir.op.Exp;
import netc.ir.op.Gelu;
import netc.ir.op.HardSigmoid;
import netc.ir.op.HardSwish;
import netc.ir.op.Identity;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Log;
import netc.ir.op.Mish;
import netc.ir.op.Neg;
import netc.ir.op.Reciprocal;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Silu;
import netc.ir.op.Softplus;
import netc.ir.op.Sqrt;
import netc.ir.op.Tanh;
import netc.ir.op.Unary;

/** What scalar functions are in ONNX: one operator, or several where the operator is newer than the oldest operator set that is written. */
final class UnaryMapping {
  private final OnnxGraph out;
  private final Node node;

  UnaryMapping(OnnxGraph out, Node node) {
    this.out = out;
    this.node = node;
  }

  void emit(Unary op) {
    switch (op) {
      case Identity _, Dropout _ -> operator("Identity");
      case Relu _ -> operator("Relu");
      case LeakyRelu(double slope) -> operator("LeakyRelu", number("alpha", slope));
      case Clip clip -> emit(clip);
      case Sigmoid _ -> operator("Sigmoid");
      case Tanh _ -> operator("Tanh");
      case Blend blend -> emit(blend);
      case HardSigmoid hard -> operator("HardSigmoid", number("alpha", hard.alpha()), number("beta", hard.beta()));
      case HardSwish _ when out.opset() >= 14 -> operator("HardSwish");
      case HardSwish _ -> times(out.step(node, "HardSigmoid", List.of(x()), number("alpha", 1 / 6.0), number("beta", 0.5)));
      case Silu _ -> times(out.step(node, "Sigmoid", List.of(x())));
      case Gelu(boolean tanh) when out.opset() >= 20 -> operator("Gelu", word("approximate", tanh ? "tanh" : "none"));
      case Gelu gelu -> emit(gelu);
      case Softplus _ -> operator("Softplus");
      case Mish _ when out.opset() >= 18 -> operator("Mish");
      case Mish _ -> times(out.step(node, "Tanh", List.of(out.step(node, "Softplus", List.of(x())))));
      case Elu(double alpha) -> operator("Elu", number("alpha", alpha));
      case Erf _ -> operator("Erf");
      case Exp _ -> operator("Exp");
      case Log _ -> operator("Log");
      case Sqrt _ -> operator("Sqrt");
      case Abs _ -> operator("Abs");
      case Neg _ -> operator("Neg");
      case Reciprocal _ -> operator("Reciprocal");
    }
  }

  private String x() {
    return out.use(node.operand(0));
  }

  private void operator(String name, AttributeProto... attributes) {
    out.result(node, name, List.of(x()), attributes);
  }

  /** The result is x times another value. */
  private void times(String gate) {
    out.result(node, "Mul", List.of(x(), gate));
  }

  private String scaled(String value, double factor) {
    return out.step(node, "Mul", List.of(value, out.scalar(factor)));
  }

  private void emit(Gelu gelu) {
    String bent = gelu.tanh() ? out.step(node, "Tanh", List.of(scaled(cubic(), Math.sqrt(2 / Math.PI))))
        : out.step(node, "Erf", List.of(scaled(x(), Math.sqrt(0.5))));
    times(scaled(out.step(node, "Add", List.of(bent, out.scalar(1))), 0.5));
  }

  /** {@code x + 0.044715 · x³}. */
  private String cubic() {
    String cube = out.step(node, "Mul", List.of(out.step(node, "Mul", List.of(x(), x())), x()));
    return out.step(node, "Add", List.of(x(), scaled(cube, 0.044715)));
  }

  private void emit(Clip clip) {
    boolean below = clip.low() > Double.NEGATIVE_INFINITY;
    boolean above = clip.high() < Double.POSITIVE_INFINITY;
    if (!below && !above) {
      operator("Identity");
    } else if (above) {
      out.result(node, "Clip", List.of(x(), below ? out.scalar(clip.low()) : "", out.scalar(clip.high())));
    } else {
      out.result(node, "Clip", List.of(x(), out.scalar(clip.low())));
    }
  }

  private void emit(Blend blend) {
    String activation = switch (blend.activation()) {
      case RELU -> "";
      case SIGMOID -> "Sigmoid";
      case TANH -> "Tanh";
    };
    if (activation.isEmpty()) {
      // (1 − λ)·max(x, 0) + λ·x is x above 0 and λ·x below.
      operator("LeakyRelu", number("alpha", blend.lambda()));
      return;
    }
    String left = scaled(out.step(node, activation, List.of(x())), 1 - blend.lambda());
    out.result(node, "Add", List.of(left, scaled(x(), blend.lambda())));
  }
}
