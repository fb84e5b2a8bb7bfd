package netc.backend.tornado;

import java.util.HashSet;
import java.util.Set;
import netc.ir.exec.Progress;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.WorkerGrid;

/** The tasks that TornadoVM has come to. It compiles a task when it comes to it for the first time, and says so to nobody; but it asks for its grid. */
final class Launched {
  private final Progress progress;
  private final int all;
  private final Set<String> names = new HashSet<>();

  /**
   * None so far.
   *
   * @param all how many tasks there are
   */
  Launched(Progress progress, int all) {
    this.progress = progress;
    this.all = all;
  }

  /** The grids of a graph's tasks, to be filled. */
  GridScheduler scheduler() {
    return new GridScheduler() {
      @Override
      public WorkerGrid get(String task) {
        if (names.size() < all && names.add(task)) {
          progress.at(names.size() - 1, all);
        }
        return super.get(task);
      }
    };
  }
}
