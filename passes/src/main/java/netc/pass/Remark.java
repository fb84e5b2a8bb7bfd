package netc.pass;

import java.util.Optional;
import netc.cost.Estimate;
import netc.ir.Cost;
import netc.ir.Node;
import netc.ir.Origin;
import netc.match.Reason;

/**
 * One thing that a rule did or did not do.
 *
 * @param pass the pass
 * @param rule the rule
 * @param node the root, as {@code batchnorm stem.bn1}
 * @param origin what the root came from: names and source lines
 * @param outcome what happened
 */
public record Remark(String pass, String rule, String node, Origin origin, Result outcome) {
  /** What happened at a site. */
  public sealed interface Result {
    /**
     * The rewrite was made.
     *
     * @param effect how the graph's cost changed
     * @param change how what a run takes changed, as estimated for the target, if the policy has that estimated
     * @param formula the equation behind it
     */
    record Passed(Cost effect, Optional<Estimate> change, String formula) implements Result {}

    /**
     * The rewrite was not made.
     *
     * @param reason the kind of reason
     * @param detail observed then expected
     */
    record Missed(Reason reason, String detail) implements Result {}
  }

  /** A rewrite was not made at a node. */
  public static Remark missed(String pass, String rule, Node node, Reason reason, String detail) {
    return new Remark(pass, rule, node.toString(), node.origin(), new Result.Missed(reason, detail));
  }

  /** Whether the rewrite was made. */
  public boolean passed() {
    return outcome instanceof Result.Passed;
  }

  /** The reason, if the rewrite was not made. */
  public Optional<Reason> reason() {
    return outcome instanceof Result.Missed missed ? Optional.of(missed.reason()) : Optional.empty();
  }
}
