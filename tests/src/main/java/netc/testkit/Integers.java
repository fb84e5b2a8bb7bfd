package netc.testkit;

import java.util.HashMap;
import java.util.Map;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Value;
import netc.ir.op.BatchNorm;
import netc.ir.op.Input;
import netc.ir.op.LeakyRelu;
import netc.ir.op.Op;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * Makes a graph's arithmetic exact: weights and inputs are small integers, normalization scales powers of two, so that every sum stays below
 * 2<sup>24</sup> and no {@code f32} operation rounds. A correct rewrite of such a graph is bit-identical; a wrong one cannot pass for rounding. Values
 * differ from channel to channel and from tap to tap, so that a wrong order shows.
 */
final class Integers {
  private static final float[] GAMMAS = {1, -2, 0.5f, 2, -1, 4};
  private static final float[] VARIANCES = {1, 4, 0.25f, 16};

  /** What a weight is used for. */
  private enum Role {
    ANY,
    GAMMA,
    VARIANCE
  }

  private Integers() {}

  /** The same graph with exact weights and parameters. Weights that are written out or filled are meant as they are. */
  static Graph of(Graph graph) {
    Map<Value, Role> roles = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof BatchNorm) {
        roles.put(node.operand(BatchNorm.GAMMA), Role.GAMMA);
        roles.put(node.operand(BatchNorm.VAR), Role.VARIANCE);
      }
    }
    return graph.mapWeights((node, tensor) -> weight(tensor, roles.getOrDefault(node.result(), Role.ANY))).mapOps(Integers::op);
  }

  private static Op op(Op op) {
    return switch (op) {
      case BatchNorm _ -> new BatchNorm(0);
      case LeakyRelu(double slope) when slope != 1 -> new LeakyRelu(0.5);
      default -> op; // everything else is exact on integers, or the same inexact function before and after
    };
  }

  private static Tensor weight(Tensor tensor, Role role) {
    if (!(tensor.source() instanceof Tensor.Source.Initial(Init.Uniform _, String name, long seed))) {
      return tensor;
    }
    var elements = new float[Math.toIntExact(tensor.shape().elements())];
    Tensor draw = Tensor.initial(tensor.type(), new Init.Uniform(0, 1 << 16), name, seed);
    for (int i = 0; i < elements.length; i++) {
      int bits = (int) draw.get(i);
      elements[i] = switch (role) {
        case ANY -> bits % 7 - 3;
        case GAMMA -> GAMMAS[bits % GAMMAS.length];
        case VARIANCE -> VARIANCES[bits % VARIANCES.length];
      };
    }
    return Tensor.of(tensor.shape(), elements);
  }

  /** Integer tensors for a graph's inputs. */
  static Map<String, Tensor> inputs(Graph graph) {
    Map<String, Tensor> inputs = new HashMap<>();
    for (Node node : graph.inputs()) {
      if (node.op() instanceof Input(TensorType type, _)) {
        var elements = new float[Math.toIntExact(type.shape().elements())];
        Tensor draw = Tensor.initial(type, new Init.Uniform(0, 1 << 16), node.name(), 1);
        for (int i = 0; i < elements.length; i++) {
          elements[i] = (int) draw.get(i) % 9 - 4;
        }
        inputs.put(node.name(), Tensor.of(type.shape(), elements));
      }
    }
    return inputs;
  }
}
