package netc.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.cost.Estimate;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.match.Pattern.Failure;

/** What a pass is told and what it tells: the limits of a run, the rewrites it makes, and its remarks. */
public final class PassContext {
  private final Policy policy;
  private final List<Remark> remarks = new ArrayList<>();
  private int made;

  /**
   * For a run under a policy.
   *
   * @param made how many rewrites earlier passes made
   */
  public PassContext(Policy policy, int made) {
    this.policy = policy;
    this.made = made;
  }

  /** Whether a rewrite of this exactness may be made. */
  public boolean allows(Exactness exactness) {
    return exactness.compareTo(policy.numerics()) <= 0;
  }

  /** Whether one more rewrite may be made. */
  public boolean mayRewrite() {
    return made < policy.limit();
  }

  /** How many rewrites have been made in the whole run. */
  public int made() {
    return made;
  }

  /**
   * Makes a rewrite, built since the mark, if it gains, and remarks it; or else takes back what was built.
   *
   * @param match what is rewritten, in words
   * @return what there is against it; empty if it was made
   */
  public Optional<Failure> propose(Rewrite rewrite, String match, Rewriter out, Rewriter.Mark since) {
    Excerpt excerpt = Excerpt.of(out, rewrite.replacements(), out.additions(since));
    Optional<Failure> objection = policy.judge().objection(new Proposal(rewrite.rule(), match, excerpt));
    objection.ifPresentOrElse(_ -> out.retract(since), () -> make(rewrite, Optional.of(excerpt), out, since));
    return objection;
  }

  /** Makes a rewrite, built since the mark, and remarks it. */
  public void make(Rewrite rewrite, Rewriter out, Rewriter.Mark since) {
    boolean asked = policy.estimates() || !policy.witnesses().isEmpty();
    make(rewrite, asked ? Optional.of(Excerpt.of(out, rewrite.replacements(), out.additions(since))) : Optional.empty(), out, since);
  }

  private void make(Rewrite rewrite, Optional<Excerpt> excerpt, Rewriter out, Rewriter.Mark since) {
    made++;
    Optional<Estimate> change = excerpt.filter(_ -> policy.estimates()).map(cut -> cut.change(policy.model()));
    excerpt.ifPresent(cut -> policy.witnesses().forEach(witness -> witness.beforeRewrite(made, rewrite, cut)));
    rewrite.replacements().forEach(out::replace);
    out.eraseUnusedAdditions(since);
    passed(rewrite.pass(), rewrite.rule(), rewrite.root(),
        new Remark.Result.Passed(out.cost().minus(since.cost()), change, rewrite.formula()));
  }

  /** Erases a node that nothing uses, and what only it used, and remarks it; what is not used is not run and takes no time. */
  public void erase(String pass, Node node, Rewriter out) {
    made++;
    Rewriter.Mark before = out.mark();
    out.erase(node);
    passed(pass, pass, node,
        new Remark.Result.Passed(out.cost().minus(before.cost()), Optional.of(Estimate.NONE), "no output depends on it"));
  }

  private void passed(String pass, String rule, Node node, Remark.Result.Passed result) {
    remark(new Remark(pass, rule, node.toString(), node.origin(), result));
  }

  /** Keeps a remark. */
  public void remark(Remark remark) {
    remarks.add(remark);
  }

  /** The remarks so far, in order. */
  public List<Remark> remarks() {
    return List.copyOf(remarks);
  }
}
