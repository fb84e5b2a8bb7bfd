package netc.formats.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import netc.formats.onnx.proto.OnnxProto.NodeProto;

/** Every operator that can be imported, by its type; the families are in classes of their own. */
final class Operators {
  /** How an operator becomes ops. */
  @FunctionalInterface
  interface Conversion {
    /**
     * Adds the ops.
     *
     * @return the results, as many as the operator has at inference time
     * @throws Refusal if netc has no such op, or the operator contradicts itself
     */
    List<Operand> convert(Operator op);
  }

  private static final Map<String, Conversion> TENSORS = new HashMap<>();

  static {
    single(ContractionOperators.TABLE);
    single(PoolingOperators.TABLE);
    single(NormalizationOperators.TABLE);
    single(ElementwiseOperators.TABLE);
    single(FunctionOperators.TABLE);
    single(MovementOperators.TABLE);
    single(SelectionOperators.TABLE);
    single(ReductionOperators.TABLE);
    single(ResizeOperators.TABLE);
    single(ConstantOperators.TABLE);
    TENSORS.put("Split", MovementOperators::split);
  }

  private Operators() {}

  private static void single(Map<String, Function<Operator, Operand>> family) {
    family.forEach((type, conversion) -> TENSORS.put(type, op -> List.of(conversion.apply(op))));
  }

  /** The operator of a node as people know it: its type, with its domain if that is not the standard one. */
  static String key(NodeProto node) {
    String domain = node.getDomain();
    return domain.isEmpty() || domain.equals("ai.onnx") ? node.getOpType() : domain + "." + node.getOpType();
  }

  /** Refuses a node that has no conversion, whatever its inputs. */
  static void requireKnown(NodeProto node) {
    if (!TENSORS.containsKey(key(node)) && !IntegerOperators.TABLE.containsKey(key(node))) {
      throw Refusal.unsupported("no such operator in netc");
    }
  }

  /** The results of an operator, all of whose inputs are known. */
  static List<Operand> convert(Operator op) {
    List<Operand> results = conversion(op).convert(op);
    op.requireAllRead();
    return results;
  }

  private static Conversion conversion(Operator op) {
    Function<Operator, Operand> onIntegers = IntegerOperators.TABLE.get(op.type());
    if (onIntegers != null && !op.inputs().isEmpty() && op.inputs().stream().allMatch(Operand.Integers.class::isInstance)) {
      return integers -> List.of(onIntegers.apply(integers));
    }
    Conversion onTensors = TENSORS.get(op.type());
    if (onTensors == null) {
      throw Refusal.unsupported("inputs that are not constant");
    }
    return onTensors;
  }
}
