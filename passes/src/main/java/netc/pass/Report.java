package netc.pass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.cost.CostModel;
import netc.cost.Estimate;
import netc.ir.Cost;
import netc.ir.Graph;
import netc.ir.Statistics;

/**
 * What an optimization did.
 *
 * @param before the graph it was given
 * @param after the graph it gave
 * @param passes what ran, in order
 * @param remarks what rules did and did not do, in order; of a site that a rule missed several times, the last
 * @param model what a run is estimated to take by
 * @param settled whether the last round of the passes changed nothing; false also if the limit was a single round, which changed something
 */
public record Report(Graph before, Graph after, List<PassRun> passes, List<Remark> remarks, CostModel model,
    boolean settled) {
  /**
   * One pass's run.
   *
   * @param name its name
   * @param round which time of the list this was, from 1; a pass that left this very graph unchanged before is not run again
   * @param nanos how long it took, verification aside
   * @param changed whether it changed the graph
   * @param layers the number of layers after it
   */
  public record PassRun(String name, int round, long nanos, boolean changed, int layers) {}

  /**
   * The applications of one rule.
   *
   * @param rule its id
   * @param times how often
   * @param effect all of them together
   * @param change how what a run takes changed by all of them, as estimated for the target, if the policy has that estimated
   */
  public record RuleTotal(String rule, int times, Cost effect, Optional<Estimate> change) {}

  public Report {
    passes = List.copyOf(passes);
    remarks = List.copyOf(remarks);
  }

  /** How often each rule was applied and what that did, in the order of first application. */
  public List<RuleTotal> totals() {
    Map<String, RuleTotal> totals = new LinkedHashMap<>();
    for (Remark remark : remarks) {
      if (remark.outcome() instanceof Remark.Result.Passed(Cost effect, Optional<Estimate> change, _)) {
        totals.merge(remark.rule(), new RuleTotal(remark.rule(), 1, effect, change),
            (a, b) -> new RuleTotal(a.rule(), a.times() + 1, a.effect().plus(b.effect()),
                a.change().flatMap(mine -> b.change().map(mine::plus))));
      }
    }
    return List.copyOf(totals.values());
  }

  /** How often the list of passes was begun. */
  public int rounds() {
    return passes.isEmpty() ? 0 : passes.getLast().round();
  }

  /** The cost before. */
  public Statistics statisticsBefore() {
    return Statistics.of(before);
  }

  /** What a run took before, as estimated. */
  public Estimate estimateBefore() {
    return model.estimate(before);
  }

  /** What a run takes after, as estimated. */
  public Estimate estimateAfter() {
    return model.estimate(after);
  }

  /** The cost after. */
  public Statistics statisticsAfter() {
    return Statistics.of(after);
  }
}
