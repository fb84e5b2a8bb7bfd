package netc.pass;

import java.util.List;
import netc.ir.Graph;
import netc.match.Reason;

/** Runs of passes for tests. */
final class Runs {
  private Runs() {}

  static Report run(Graph graph, Pass... passes) {
    return new PassManager(List.of(passes), Exactness.ROUNDING, List.of()).run(graph);
  }

  static Report run(Graph graph, Pipelines.Level level) {
    return new PassManager(Pipelines.of(level), Exactness.ROUNDING, List.of(), Pipelines.rounds(level)).run(graph);
  }

  /** The nodes that were changed, in order. */
  static List<String> passed(Report report) {
    return report.remarks().stream().filter(Remark::passed).map(Remark::node).toList();
  }

  /** The refusals for one reason. */
  static List<Remark> missed(Report report, Reason reason) {
    return report.remarks().stream().filter(remark -> remark.reason().filter(reason::equals).isPresent()).toList();
  }
}
