package netc.backend.cpu.kernel;

/** What one run works on; no two runs use the same frame at the same time. */
public final class Frame {
  private final float[] memory;
  private final float[] shared;
  private final float[] scratch;
  private final Team team;

  /**
   * A frame.
   *
   * @param memory the size of the array for all tensors of the run
   * @param shared the size of the scratch that the tasks of one kernel share
   * @param scratch the size of the scratch of the thread that called
   * @param team the threads
   */
  public Frame(int memory, int shared, int scratch, Team team) {
    this.memory = new float[memory];
    this.shared = new float[shared];
    this.scratch = new float[scratch];
    this.team = team;
  }

  /** All tensors of the run. */
  public float[] memory() {
    return memory;
  }

  /** Scratch that the tasks of one kernel share. */
  float[] shared() {
    return shared;
  }

  /** Does {@code task} for each index below {@code count}, on all threads; returns when all are done. */
  void forEach(int count, Team.Task task) {
    team.forEach(count, scratch, task);
  }

  /**
   * Does {@code task} for consecutive ranges that cover {@code [0, count)}; each has about {@code grain} indexes.
   *
   * @param grain how many indexes are worth handing to another thread
   */
  void forRanges(int count, int grain, RangeTask task) {
    int size = Math.max(1, grain);
    forEach(Math.ceilDiv(count, size), (index, own) -> task.run(index * size, Math.min(count, index * size + size), own));
  }

  /** Something done to a range. */
  interface RangeTask {
    /** Does it to {@code [from, to)}, with the running thread's own scratch. */
    void run(int from, int to, float[] scratch);
  }
}
