package netc.backend.tornado;

import netc.backend.tornado.kernel.Blocked;
import netc.ir.op.Conv2d;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * The first of a program's inputs, as the host lays it out. Where nothing reads it but convolutions of our OpenCL C, which can read it as it is, it
 * is not blocked.
 *
 * @param buffer its buffer; −1 if there is no input
 * @param array its elements; one of no meaning if there is no input
 * @param isRead whether it is read as it is
 */
record HostInput(int buffer, FloatArray array, boolean isRead) {
  static HostInput of(Program program, Schedule schedule) {
    if (program.inputs().isEmpty()) {
      return new HostInput(-1, new FloatArray(1), false);
    }
    int buffer = program.inputs().values().iterator().next();
    Form form = Form.of(program.buffer(buffer).type().shape());
    boolean plain = schedule == Schedule.OPENCL_CPU && form.channels() < Blocked.LANES
        && program.outputs().values().stream().noneMatch(output -> program.home(output).id() == buffer)
        && program.steps().stream().allMatch(step -> readsPlain(program, step, buffer));
    return new HostInput(buffer, new FloatArray(form.elements()), plain);
  }

  /** Whether a step does not read the input, or can as it is. */
  private static boolean readsPlain(Program program, Step step, int buffer) {
    long reads = step.inputs().stream().filter(input -> program.home(input).id() == buffer).count();
    return reads == 0 || (reads == 1 && step.inputs().getFirst() == buffer && step.op() instanceof Conv2d conv && conv.groups() == 1
        && program.buffer(step.inputs().get(1)).type().shape().elementsFrom(1) <= DenseConvolution.MOST_GATHERED
        && program.buffer(step.output()).type().shape().elementsFrom(2) >= DenseConvolution.LEAST_CELLS);
  }

  boolean isPlain(int input) {
    return isRead && input == buffer;
  }
}
