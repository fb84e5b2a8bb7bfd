package netc.ir.exec;

import java.util.List;
import java.util.Map;
import netc.ir.tensor.Tensor;

/**
 * One run, and how long its parts took. All times are in nanoseconds.
 *
 * @param outputs what it gave, as {@link Executable#run} would have
 * @param parts the program's steps and what happened around them, in the order they began
 * @param nanos how long the whole run took by the clock: more than its parts together, for there is time between them
 */
public record Profile(Map<String, Tensor> outputs, List<Part> parts, long nanos) {
  public Profile {
    parts = List.copyOf(parts);
  }

  /**
   * A step of the program, or a copy of an input or output, or of a tensor into the form that a step reads.
   *
   * @param label what it came from: the step's label, or the name of the input, output or tensor
   * @param kernel what did it: the step's ops, or {@code upload}, {@code download}, {@code reorder}
   * @param start when it began, since the run began
   * @param compute how long the device computed
   * @param transfer how long data was copied between host and device
   * @param dispatch how long it took to have the device begin
   */
  public record Part(String label, String kernel, long start, long compute, long transfer, long dispatch) {
    /** All that it took. */
    public long total() {
      return compute + transfer + dispatch;
    }
  }
}
