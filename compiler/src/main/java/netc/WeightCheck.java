package netc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.BatchNorm;
import netc.ir.op.Constant;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;

/** Finds weights that make a computation undefined: normalization by a variance that, with epsilon, has no root. */
final class WeightCheck {
  private static final int SHOWN = 20;

  private WeightCheck() {}

  /** Looks at all variances; of those that are drawn, only if the distribution lets one be wrong. */
  static void check(Graph graph) {
    var found = new ArrayList<Diagnostic>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof BatchNorm(double epsilon) && node.operand(BatchNorm.VAR).producer().op() instanceof Constant(var variance)
          && !isSound(variance, epsilon)) {
        defect(node, epsilon, variance).ifPresent(found::add);
      }
    }
    if (!found.isEmpty()) {
      throw new DiagnosticException(List.copyOf(found.subList(0, Math.min(SHOWN, found.size()))));
    }
  }

  private static boolean isSound(Tensor variance, double epsilon) {
    return variance.source() instanceof Tensor.Source.Initial(Init.Uniform(double low, double high), _, _)
        && (float) low + epsilon > 0 && Float.isFinite((float) high);
  }

  private static Optional<Diagnostic> defect(Node norm, double epsilon, Tensor variance) {
    for (int c = 0; c < variance.shape().elements(); c++) {
      float value = variance.get(c);
      if (!(value + epsilon > 0) || Float.isInfinite(value)) {
        String weight = norm.operand(BatchNorm.VAR).name();
        String message = "batchnorm: the variance of channel " + c + " is " + value + " in \"" + weight + "\", expected a positive number";
        return Optional.of(new Diagnostic(Code.INVALID_WEIGHT, message, norm.origin().span(), List.of(), Optional.empty()));
      }
    }
    return Optional.empty();
  }
}
