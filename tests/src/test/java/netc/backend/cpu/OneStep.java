package netc.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import netc.eval.Samples;
import netc.ir.Origin;
import netc.ir.eval.Evaluator;
import netc.ir.exec.Backend;
import netc.ir.op.Add;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Op;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.op.Unary;
import netc.ir.plan.Buffer;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** A program of one step, to be run on the CPU backend and compared with the evaluator. */
record OneStep(
    Op op, List<Tensor> operands, List<Epilogue> epilogue, Tensor residual, boolean fixedWeights, boolean exact, boolean blocked) {
  /** Changes nothing, and is always run in the blocked form. */
  private static final Op TO_BLOCKS = new MaxPool2d(Size2.ONE, Size2.ONE, Padding.NONE, Size2.ONE, false);

  /** The step without an epilogue, all operands but the first being weights. */
  static OneStep of(Op op, Tensor... operands) {
    return new OneStep(op, List.of(operands), List.of(), operands[0], true, true, false);
  }

  OneStep then(Unary function) {
    var longer = new ArrayList<>(epilogue);
    longer.add(new Epilogue.Apply(function));
    return new OneStep(op, operands, longer, residual, fixedWeights, exact, blocked);
  }

  /** With random integers of the result's shape added. */
  OneStep plusResidual(SplittableRandom random) {
    Tensor integers = Samples.integers(random, Evaluator.evaluate(op, operands).getFirst().shape());
    var longer = new ArrayList<>(epilogue);
    longer.add(new Epilogue.AddResidual(operands.size()));
    return new OneStep(op, operands, longer, integers, fixedWeights, exact, blocked);
  }

  /** With weights that are given for each run. */
  OneStep givenWeights() {
    return new OneStep(op, operands, epilogue, residual, false, exact, blocked);
  }

  /** By any algorithm that rounds as the definition does, or a little more. */
  OneStep rounding() {
    return new OneStep(op, operands, epilogue, residual, fixedWeights, false, blocked);
  }

  /** With a step before each operand of rank 4 that leaves it in the blocked form. */
  OneStep inBlocks() {
    return new OneStep(op, operands, epilogue, residual, fixedWeights, exact, true);
  }

  private boolean hasResidual() {
    return epilogue.stream().anyMatch(Epilogue.AddResidual.class::isInstance);
  }

  List<Tensor> expected() {
    List<Tensor> results = Evaluator.evaluate(op, operands);
    if (epilogue.isEmpty()) {
      return results;
    }
    Tensor result = results.getFirst();
    for (Epilogue stage : epilogue) {
      result = switch (stage) {
        case Epilogue.Apply(var function) -> Evaluator.evaluate(function, result);
        case Epilogue.AddResidual _ -> Evaluator.evaluate(new Add(), result, residual);
      };
    }
    return List.of(result);
  }

  /** All that the step reads. */
  private List<Tensor> reads() {
    var reads = new ArrayList<>(operands);
    if (hasResidual()) {
      reads.add(residual);
    }
    return reads;
  }

  private boolean isFixed(int i) {
    return fixedWeights && i > 0 && i < operands.size();
  }

  private Program program() {
    var buffers = new ArrayList<Buffer>();
    var steps = new ArrayList<Step>();
    Map<String, Integer> inputs = new LinkedHashMap<>();
    var reads = new ArrayList<Integer>();
    for (Tensor tensor : reads()) {
      String name = "in" + reads.size();
      int id = buffers.size();
      boolean fixed = isFixed(reads.size());
      buffers.add(new Buffer(id, name, tensor.type(), fixed ? new Storage.Weight(tensor) : new Storage.Given(name)));
      if (!fixed) {
        inputs.put(name, id);
      }
      if (blocked && tensor.shape().rank() == 4) {
        steps.add(step(TO_BLOCKS, List.of(), List.of(id), List.of(buffers.size())));
        buffers.add(temporary(buffers.size(), tensor.type()));
      }
      reads.add(buffers.size() - 1);
    }
    Map<String, Integer> outputs = new LinkedHashMap<>();
    for (Tensor result : Evaluator.evaluate(op, operands)) {
      outputs.put("out" + outputs.size(), buffers.size());
      buffers.add(temporary(buffers.size(), result.type()));
    }
    steps.add(step(op, epilogue, reads, List.copyOf(outputs.values())));
    return new Program("one", buffers, steps, inputs, outputs, 0);
  }

  private static Step step(Op op, List<Epilogue> epilogue, List<Integer> reads, List<Integer> writes) {
    return new Step(op.name(), op, epilogue, reads, writes, new Origin.Source("step", Optional.empty()));
  }

  /** A buffer to which the backend itself gives a place. */
  private static Buffer temporary(int id, TensorType type) {
    return new Buffer(id, "b" + id, type, new Storage.Arena(0));
  }

  List<Tensor> actual(int threads) {
    Map<String, Tensor> given = new LinkedHashMap<>();
    List<Tensor> reads = reads();
    for (int i = 0; i < reads.size(); i++) {
      if (!isFixed(i)) {
        given.put("in" + i, reads.get(i));
      }
    }
    try (var executable = new CpuBackend().prepare(program(), new Backend.Options(threads, 0, exact))) {
      var first = List.copyOf(executable.run(given).values());
      assertIdentical(List.copyOf(executable.run(given).values()), first); // a run spoils nothing for the next
      return first;
    }
  }

  /** The form in which the step writes its results, if it is run at all. */
  Form form() {
    return Schedule.of(program()).actions().stream().filter(action -> action instanceof Schedule.Run run && run.step().op().equals(op))
        .map(action -> ((Schedule.Run) action).to()).findFirst().orElse(Form.BLOCKED);
  }

  /** Bitwise the evaluator's results: for operands whose sums are exact. */
  void isExact() {
    assertIdentical(actual(2), expected());
  }

  /** Within {@code tolerance}, relative to the largest result. */
  void isWithin(double tolerance) {
    List<Tensor> actual = actual(2);
    List<Tensor> expected = expected();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertClose(actual.get(i), expected.get(i), tolerance);
    }
  }

  /** Each element within this many units in the last place of the evaluator's. */
  void isWithinUnits(int units) {
    Tensor actual = actual(2).getFirst();
    Tensor expected = expected().getFirst();
    for (int i = 0; i < expected.shape().elements(); i++) {
      float wanted = expected.get(i);
      boolean close = Float.compare(actual.get(i), wanted) == 0 || Math.abs(actual.get(i) - wanted) <= units * Math.ulp(wanted);
      assertThat(close).as("%s at %s, expected %s", actual.get(i), i, wanted).isTrue();
    }
  }

  static void assertIdentical(List<Tensor> actual, List<Tensor> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).type()).isEqualTo(expected.get(i).type());
      assertThat(Arrays.mismatch(actual.get(i).toArray(), expected.get(i).toArray())).as("the first element that differs").isEqualTo(-1);
    }
  }

  static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.type()).isEqualTo(expected.type());
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.shape().elements(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
      difference = Math.max(difference, Math.abs((double) expected.get(i) - actual.get(i)));
    }
    assertThat(difference).isLessThanOrEqualTo(tolerance * largest);
  }

  /** Uniform in ±1. */
  static Tensor noise(SplittableRandom random, long... sizes) {
    float[] elements = new float[(int) Shape.of(sizes).elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextDouble(-1, 1);
    }
    return Tensor.of(Shape.of(sizes), elements);
  }

  /** Integers from −8 to 8. */
  static Tensor integers(SplittableRandom random, long... sizes) {
    return Samples.integers(random, Shape.of(sizes));
  }
}
