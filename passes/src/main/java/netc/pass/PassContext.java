package netc.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.cost.Estimate;
import netc.ir.Node;
import netc.ir.Rewriter;

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

  /** What there is against a rewrite that may not gain; empty if it does. */
  public Optional<String> objection(Proposal proposal) {
    return policy.judge().objection(proposal);
  }

  /** Makes a rewrite, built since the mark, and remarks it. */
  public void make(Rewrite rewrite, Rewriter out, Rewriter.Mark since) {
    made++;
    Node root = rewrite.root();
    Excerpt excerpt = Excerpt.of(out, root, rewrite.values(), out.additions(since));
    Estimate change = policy.model().estimate(excerpt.after()).minus(policy.model().estimate(excerpt.before()));
    policy.witnesses().forEach(witness -> witness.beforeRewrite(made, rewrite, excerpt));
    out.replace(root, rewrite.values());
    out.eraseUnusedAdditions(since);
    passed(rewrite.pass(), rewrite.rule(), root, new Remark.Result.Passed(out.cost().minus(since.cost()), change, rewrite.formula()));
  }

  /** Erases a node that nothing uses, and what only it used, and remarks it; what is not used is not run and takes no time. */
  public void erase(String pass, Node node, Rewriter out) {
    made++;
    Rewriter.Mark before = out.mark();
    out.erase(node);
    passed(pass, pass, node, new Remark.Result.Passed(out.cost().minus(before.cost()), Estimate.NONE, "no output depends on it"));
  }

  /** Remarks a rewrite of more than one node, which a pass of its own has made since the mark. It is not cut out: no witness sees it. */
  public void madeAround(String pass, Node node, String formula, Rewriter out, Rewriter.Mark since) {
    made++;
    passed(pass, pass, node, new Remark.Result.Passed(out.cost().minus(since.cost()), Estimate.NONE, formula));
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
