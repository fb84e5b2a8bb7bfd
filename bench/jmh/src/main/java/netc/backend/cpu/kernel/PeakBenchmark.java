package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The most that a core can do: fused multiply-adds of vectors in registers, more of them than the pipelines are deep. */
@State(Scope.Thread)
public class PeakBenchmark {
  private static final int STEPS = 4096;
  private static final int CHAINS = 12;

  /** Operations of a call. */
  static final double OPERATIONS = 2.0 * STEPS * CHAINS * Lanes.COUNT;

  private final float[] sums = new float[CHAINS * Lanes.COUNT];

  /** Locals, as only they live in registers. */
  @Benchmark
  public void multiplyAdd() {
    var s = Lanes.SPECIES;
    int l = Lanes.COUNT;
    var x = FloatVector.broadcast(s, 0.5f);
    var y = FloatVector.broadcast(s, 0.25f);
    var s0 = FloatVector.fromArray(s, sums, 0);
    var s1 = FloatVector.fromArray(s, sums, l);
    var s2 = FloatVector.fromArray(s, sums, 2 * l);
    var s3 = FloatVector.fromArray(s, sums, 3 * l);
    var s4 = FloatVector.fromArray(s, sums, 4 * l);
    var s5 = FloatVector.fromArray(s, sums, 5 * l);
    var s6 = FloatVector.fromArray(s, sums, 6 * l);
    var s7 = FloatVector.fromArray(s, sums, 7 * l);
    var s8 = FloatVector.fromArray(s, sums, 8 * l);
    var s9 = FloatVector.fromArray(s, sums, 9 * l);
    var s10 = FloatVector.fromArray(s, sums, 10 * l);
    var s11 = FloatVector.fromArray(s, sums, 11 * l);
    for (int i = 0; i < STEPS; i++) {
      s0 = s0.fma(x, y);
      s1 = s1.fma(x, y);
      s2 = s2.fma(x, y);
      s3 = s3.fma(x, y);
      s4 = s4.fma(x, y);
      s5 = s5.fma(x, y);
      s6 = s6.fma(x, y);
      s7 = s7.fma(x, y);
      s8 = s8.fma(x, y);
      s9 = s9.fma(x, y);
      s10 = s10.fma(x, y);
      s11 = s11.fma(x, y);
    }
    s0.intoArray(sums, 0);
    s1.intoArray(sums, l);
    s2.intoArray(sums, 2 * l);
    s3.intoArray(sums, 3 * l);
    s4.intoArray(sums, 4 * l);
    s5.intoArray(sums, 5 * l);
    s6.intoArray(sums, 6 * l);
    s7.intoArray(sums, 7 * l);
    s8.intoArray(sums, 8 * l);
    s9.intoArray(sums, 9 * l);
    s10.intoArray(sums, 10 * l);
    s11.intoArray(sums, 11 * l);
  }
}
