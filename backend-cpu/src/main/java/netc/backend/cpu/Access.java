package netc.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.backend.cpu.kernel.Contract;
import netc.backend.cpu.kernel.Filters;
import netc.backend.cpu.kernel.Finish;
import netc.backend.cpu.kernel.Sizes;
import netc.ir.op.Size2;
import netc.ir.op.Unary;
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.tensor.Elements;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/**
 * Where a step finds what it reads and leaves what it writes.
 *
 * @param program its program
 * @param layout where everything is
 * @param run the step and the forms in which it reads and writes
 */
record Access(Program program, Layout layout, Schedule.Run run) {
  Step step() {
    return run.step();
  }

  Operands operands() {
    return new Operands(program, run.step());
  }

  Shape shape(int input) {
    return operands().shape(input);
  }

  Sizes from() {
    return operands().from();
  }

  Sizes to() {
    return operands().to();
  }

  Size2 kernel() {
    return operands().kernel();
  }

  TensorType result() {
    return operands().result();
  }

  /** Where an input begins. */
  int place(int input) {
    return layout.place(step().inputs().get(input), input < operands().count() ? run.from() : run.to());
  }

  /** Where the result begins. */
  int out() {
    return layout.place(step().output(), run.to());
  }

  /** The operands of a contraction that takes its filters in a form. */
  Contract contract(Filters.Form form) {
    int bias = operands().count() > 2 ? place(2) : Contract.NO_BIAS;
    return new Contract(place(0), filters(form), bias, out(), finish());
  }

  private Filters filters(Filters.Form form) {
    int buffer = step().inputs().get(Operands.FILTERS);
    Optional<Tensor> fixed = program.home(buffer).weight();
    if (fixed.isPresent()) {
      float[] weights = PackedWeights.shared(form.of(fixed.get().elements()));
      fixed.get().release(); // from now on the kernel has them
      return _ -> weights;
    }
    long at = (long) layout.place(buffer, Form.PLAIN) * Float.BYTES;
    return frame -> form.of(Elements.of(MemorySegment.ofArray(frame.memory()).asSlice(at)));
  }

  /** What is done to the result: these functions, then the epilogue. */
  Finish finish(Unary... first) {
    var stages = new ArrayList<Finish.Stage>();
    List.of(first).forEach(function -> stages.add(new Finish.Function(function)));
    for (Epilogue epilogue : step().epilogue()) {
      stages.add(switch (epilogue) {
        case Epilogue.Apply(var function) -> new Finish.Function(function);
        case Epilogue.AddResidual(int input) -> new Finish.Residual(place(input));
      });
    }
    return new Finish(stages);
  }
}
