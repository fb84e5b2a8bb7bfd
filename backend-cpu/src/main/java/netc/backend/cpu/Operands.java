package netc.backend.cpu;

import netc.backend.cpu.kernel.Sizes;
import netc.ir.op.Contraction;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/**
 * What a step reads and writes, by type.
 *
 * @param program its program
 * @param step the step
 */
record Operands(Program program, Step step) {
  /** The index of the filters among the operands of a contraction. */
  static final int FILTERS = 1;

  /** How many of the step's inputs are its op's operands: what the epilogue reads comes behind them. */
  int count() {
    return step.epilogue().stream()
        .mapToInt(stage -> stage instanceof Epilogue.AddResidual(int input) ? input : Integer.MAX_VALUE)
        .reduce(step.inputs().size(), Math::min);
  }

  TensorType type(int input) {
    return program.buffer(step.inputs().get(input)).type();
  }

  Shape shape(int input) {
    return type(input).shape();
  }

  TensorType result() {
    return program.buffer(step.outputs().getFirst()).type();
  }

  /** The sizes of the first operand, an image. */
  Sizes from() {
    return Sizes.of(type(0));
  }

  /** The sizes of the first result, an image. */
  Sizes to() {
    return Sizes.of(result());
  }

  /** The kernel of a convolution. */
  Size2 kernel() {
    return Conv2d.kernel(type(FILTERS));
  }

  /** Whether an input is fixed filters, which are not in memory: their kernel has them in a form of their own. */
  boolean isFixedFilters(int input) {
    return input == FILTERS && step.op() instanceof Contraction && program.home(step.inputs().get(input)).weight().isPresent();
  }
}
