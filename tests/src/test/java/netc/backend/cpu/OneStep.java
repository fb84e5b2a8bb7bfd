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
import netc.ir.op.Op;
import netc.ir.op.Unary;
import netc.ir.plan.Buffer;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/** A program of one step, to be run on the CPU backend and compared with the evaluator. */
record OneStep(Op op, List<Tensor> operands, List<Epilogue> epilogue, Tensor residual, boolean fixedWeights, boolean exact) {
  /** The step without an epilogue, all operands but the first being weights. */
  static OneStep of(Op op, Tensor... operands) {
    return new OneStep(op, List.of(operands), List.of(), operands[0], true, true);
  }

  OneStep then(Unary function) {
    var longer = new ArrayList<>(epilogue);
    longer.add(new Epilogue.Apply(function));
    return new OneStep(op, operands, longer, residual, fixedWeights, exact);
  }

  /** With random integers of the result's shape added. */
  OneStep plusResidual(SplittableRandom random) {
    Tensor integers = Samples.integers(random, Evaluator.evaluate(op, operands).getFirst().shape());
    var longer = new ArrayList<>(epilogue);
    longer.add(new Epilogue.AddResidual(operands.size()));
    return new OneStep(op, operands, longer, integers, fixedWeights, exact);
  }

  /** With weights that are given for each run. */
  OneStep givenWeights() {
    return new OneStep(op, operands, epilogue, residual, false, exact);
  }

  /** By any algorithm that rounds as the definition does, or a little more. */
  OneStep rounding() {
    return new OneStep(op, operands, epilogue, residual, fixedWeights, false);
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

  List<Tensor> actual(int threads) {
    var buffers = new ArrayList<Buffer>();
    Map<String, Integer> inputs = new LinkedHashMap<>();
    Map<String, Tensor> given = new LinkedHashMap<>();
    var reads = new ArrayList<>(operands);
    if (hasResidual()) {
      reads.add(residual);
    }
    for (Tensor tensor : reads) {
      int id = buffers.size();
      String name = "in" + id;
      if (id == 0 || id >= operands.size() || !fixedWeights) {
        buffers.add(new Buffer(id, name, tensor.type(), new Storage.Given(name)));
        inputs.put(name, id);
        given.put(name, tensor);
      } else {
        buffers.add(new Buffer(id, name, tensor.type(), new Storage.Weight(tensor)));
      }
    }
    Map<String, Integer> outputs = new LinkedHashMap<>();
    long arena = 3; // nothing is aligned
    for (Tensor result : Evaluator.evaluate(op, operands)) {
      int id = buffers.size();
      buffers.add(new Buffer(id, "out" + id, result.type(), new Storage.Arena(arena)));
      outputs.put("out" + id, id);
      arena += result.shape().elements();
    }
    var step = new Step(
        op.name(), op, epilogue, List.copyOf(range(0, reads.size())), List.copyOf(outputs.values()),
        new Origin.Source("step", Optional.empty()));
    var program = new Program("one", buffers, List.of(step), inputs, outputs, arena);
    try (var executable = new CpuBackend().prepare(program, new Backend.Options(threads, 0, exact))) {
      var first = List.copyOf(executable.run(given).values());
      assertIdentical(List.copyOf(executable.run(given).values()), first); // a run spoils nothing for the next
      return first;
    }
  }

  private static List<Integer> range(int from, int to) {
    var list = new ArrayList<Integer>();
    for (int i = from; i < to; i++) {
      list.add(i);
    }
    return list;
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

  private static void assertIdentical(List<Tensor> actual, List<Tensor> expected) {
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
