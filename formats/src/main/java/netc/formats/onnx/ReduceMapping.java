package netc.formats.onnx;

import java.util.List;
import netc.formats.onnx.proto.OnnxProto.AttributeProto;
import netc.ir.Node;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.op.Reduction;

/** What reductions are in ONNX. From operator set 18 on their axes are an input, those of ReduceSum from 13 on; before that they are an attribute. */
final class ReduceMapping {
  private final OnnxGraph out;
  private final Node node;

  ReduceMapping(OnnxGraph out, Node node) {
    this.out = out;
    this.node = node;
  }

  void emit(Reduction op) {
    String operator = switch (op) {
      case ReduceMean _ -> "ReduceMean";
      case ReduceSum _ -> "ReduceSum";
      case ReduceMax _ -> "ReduceMax";
    };
    List<Long> axes = op.axes().stream().map(Integer::longValue).toList();
    out.result(node, operator, inputs(operator, out.use(node.operand(0)), axes), attributes(operator, axes, op.keepDims()));
  }

  /** A reduction along one axis, which stays with size 1, on the way to the node's result. */
  String step(String operator, String x, long axis) {
    return out.step(node, operator, inputs(operator, x, List.of(axis)), attributes(operator, List.of(axis), true));
  }

  private boolean takesAxes(String operator) {
    return out.opset() >= 18 || operator.equals("ReduceSum");
  }

  private List<String> inputs(String operator, String x, List<Long> axes) {
    return takesAxes(operator) ? List.of(x, out.integers(axes)) : List.of(x);
  }

  private AttributeProto[] attributes(String operator, List<Long> axes, boolean keep) {
    AttributeProto dims = OnnxAttributes.integer("keepdims", keep ? 1 : 0);
    return takesAxes(operator) ? new AttributeProto[] {dims} : new AttributeProto[] {OnnxAttributes.integers("axes", axes), dims};
  }
}
