package netc.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import netc.ir.diag.Code;

/**
 * What the operator Slice takes out of a tensor.
 *
 * @param axes from 0, or negative
 * @param ranges one for each axis
 */
record Slices(List<Long> axes, List<Range> ranges) {
  /**
   * A stretch of an axis, as written: ends may be negative or far out.
   *
   * @param start the first index
   * @param end the first index that is not in it
   * @param step from one index to the next
   */
  record Range(long start, long end, long step) {
    /** This range in an axis of that size: start and end are indices now. */
    Range within(long size) {
      long first = start < 0 ? start + size : start;
      long last = end < 0 ? end + size : end;
      return step > 0
          ? new Range(Math.clamp(first, 0, size), Math.clamp(last, 0, size), step)
          : new Range(Math.clamp(first, -1, size - 1), Math.clamp(last, -1, size - 1), step);
    }

    /** The number of indices in it. */
    long count() {
      return step > 0 ? Math.max(0, Math.ceilDiv(end - start, step)) : Math.max(0, Math.ceilDiv(start - end, -step));
    }
  }

  /** The slices of an operator: attributes in older operator sets, inputs from the one at {@code index} on in newer ones. */
  static Slices of(Operator op, int index) {
    List<Long> starts = op.integers("starts").orElseGet(() -> op.fixed(index));
    List<Long> ends = op.integers("ends").orElseGet(() -> op.fixed(index + 1));
    List<Long> axes = op.integers("axes").or(() -> op.optional(index + 2).map(_ -> op.fixed(index + 2)))
        .orElseGet(() -> Operator.axes(starts.size()));
    List<Long> steps = op.optional(index + 3).map(_ -> op.fixed(index + 3)).orElseGet(() -> Collections.nCopies(starts.size(), 1L));
    if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size()) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE,
          "starts " + starts + ", ends " + ends + ", axes " + axes + " and steps " + steps + " differ");
    }
    var ranges = new ArrayList<Range>();
    for (int i = 0; i < starts.size(); i++) {
      if (steps.get(i) == 0 || steps.get(i) == Long.MIN_VALUE) {
        throw Refusal.invalid(Code.BAD_ATTRIBUTE, "a step of " + steps.get(i));
      }
      ranges.add(new Range(Math.max(starts.get(i), -Long.MAX_VALUE), Math.max(ends.get(i), -Long.MAX_VALUE), steps.get(i)));
    }
    return new Slices(axes, ranges);
  }
}
