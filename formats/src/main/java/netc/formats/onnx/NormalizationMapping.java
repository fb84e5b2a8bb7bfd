package netc.formats.onnx;

import static netc.formats.onnx.OnnxAttributes.integer;
import static netc.formats.onnx.OnnxAttributes.number;
import static netc.formats.onnx.OnnxAttributes.pads;
import static netc.formats.onnx.OnnxAttributes.size;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import netc.ir.Node;
import netc.ir.Value;
import netc.ir.op.BatchNorm;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Lrn;
import netc.ir.op.Normalization;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.op.Softmax;
import netc.ir.type.Shape;

/** What normalizations are in ONNX: one operator, or several where it cannot say which axis is meant, is too new, or is refused by runtimes. */
final class NormalizationMapping {
  private final OnnxGraph out;
  private final Node node;

  NormalizationMapping(OnnxGraph out, Node node) {
    this.out = out;
    this.node = node;
  }

  private List<String> operands() {
    return node.operands().stream().map(out::use).toList();
  }

  private String x() {
    return out.use(node.operand(0));
  }

  void emit(Normalization op) {
    switch (op) {
      case BatchNorm norm -> out.result(node, "BatchNormalization", operands(), number("epsilon", norm.epsilon()));
      case LayerNorm norm when out.opset() >= 17 && norm.axis() == node.type().rank() - 1 ->
          out.result(node, "LayerNormalization", operands(), integer("axis", norm.axis()), number("epsilon", norm.epsilon()));
      case LayerNorm norm -> emitInSteps(norm);
      case InstanceNorm norm -> out.result(node, "InstanceNormalization", operands(), number("epsilon", norm.epsilon()));
      case Softmax(int axis) -> out.result(node, "Softmax", operands(), integer("axis", axis));
      case Lrn lrn when lrn.size() % 2 == 1 ->
          out.result(node, "LRN", operands(), integer("size", lrn.size()), number("alpha", lrn.alpha()),
              number("beta", lrn.beta()), number("bias", lrn.bias()));
      case Lrn lrn -> emitEven(lrn);
    }
  }

  /** LRN over an even number of channels, which runtimes refuse: x / (bias + alpha · m)^beta, where m averages x² with the channels as rows. */
  private void emitEven(Lrn lrn) {
    Shape shape = node.type().shape();
    int size = lrn.size();
    String squares = out.step(node, "Mul", List.of(x(), x()));
    String rows = out.step(node, "Reshape", List.of(squares, out.integers(0, 1, shape.size(1), shape.elementsFrom(2))));
    String means = out.step(node, "AveragePool", List.of(rows), size("kernel_shape", new Size2(size, 1)),
        pads(new Padding((size - 1) / 2, 0, size / 2, 0)), integer("count_include_pad", 1));
    String maps = out.step(node, "Reshape", List.of(means, out.integers(0, shape.size(1), shape.size(2), shape.size(3))));
    String base = out.step(node, "Add", List.of(out.step(node, "Mul", List.of(maps, out.scalar(lrn.alpha()))), out.scalar(lrn.bias())));
    out.result(node, "Div", List.of(x(), out.step(node, "Pow", List.of(base, out.scalar(lrn.beta())))));
  }

  /** {@code (x − m) / √(v + ε) · γ + β}, operation by operation. */
  private void emitInSteps(LayerNorm norm) {
    var mean = new ReduceMapping(out, node);
    String deviation = out.step(node, "Sub", List.of(x(), mean.step("ReduceMean", x(), norm.axis())));
    String variance = mean.step("ReduceMean", out.step(node, "Mul", List.of(deviation, deviation)), norm.axis());
    String root = out.step(node, "Sqrt", List.of(out.step(node, "Add", List.of(variance, out.scalar(norm.epsilon())))));
    String scaled = out.step(node, "Mul", List.of(out.step(node, "Div", List.of(deviation, root)), parameter(norm, node.operand(1))));
    out.result(node, "Add", List.of(scaled, parameter(norm, node.operand(2))));
  }

  /** A parameter with a dimension of 1 for every axis behind the normalized one: ONNX aligns shapes at their ends. */
  private String parameter(LayerNorm norm, Value parameter) {
    int trailing = node.type().rank() - 1 - norm.axis();
    if (trailing == 0) {
      return out.use(parameter);
    }
    var dims = new ArrayList<>(List.of(parameter.type().size(0)));
    dims.addAll(Collections.nCopies(trailing, 1L));
    return out.reshaped(node, parameter, dims);
  }
}
