package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import netc.ir.Origin;
import netc.ir.eval.Evaluator;
import netc.ir.op.Add;
import netc.ir.op.Contraction;
import netc.ir.op.Op;
import netc.ir.op.Unary;
import netc.ir.plan.Buffer;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/** A program of one step, to be run on TornadoVM's device and compared with the evaluator. All operands but the first are weights. */
record OneStep(Op op, List<Tensor> operands, List<Epilogue> epilogue, Tensor residual) {
  /** Floats are rounded differently by fused multiply-adds, and functions are the device's own. */
  private static final double TOLERANCE = 2e-6;

  static OneStep of(Op op, Tensor... operands) {
    return new OneStep(op, List.of(operands), List.of(), operands[0]);
  }

  OneStep then(Unary function) {
    var longer = new ArrayList<>(epilogue);
    longer.add(new Epilogue.Apply(function));
    return new OneStep(op, operands, longer, residual);
  }

  /** With noise of the result's shape added. */
  OneStep plusResidual(SplittableRandom random) {
    Shape shape = Evaluator.evaluate(op, operands).getFirst().shape();
    var longer = new ArrayList<>(epilogue);
    longer.add(new Epilogue.AddResidual(operands.size()));
    return new OneStep(op, operands, longer, noise(random, IntStream.range(0, shape.rank()).mapToLong(shape::size).toArray()));
  }

  private boolean hasResidual() {
    return epilogue.stream().anyMatch(Epilogue.AddResidual.class::isInstance);
  }

  private List<Tensor> expected() {
    List<Tensor> results = Evaluator.evaluate(op, operands);
    Tensor result = results.getFirst();
    for (Epilogue stage : epilogue) {
      result = switch (stage) {
        case Epilogue.Apply(var function) -> Evaluator.evaluate(function, result);
        case Epilogue.AddResidual _ -> Evaluator.evaluate(new Add(), result, residual);
      };
    }
    return epilogue.isEmpty() ? results : List.of(result);
  }

  private Program program(Map<String, Tensor> given) {
    var buffers = new ArrayList<Buffer>();
    Map<String, Integer> inputs = new LinkedHashMap<>();
    var reads = new ArrayList<>(operands);
    if (hasResidual()) {
      reads.add(residual);
    }
    for (Tensor tensor : reads) {
      int id = buffers.size();
      String name = "in" + id;
      if (id == 0 || id >= operands.size()) {
        buffers.add(new Buffer(id, name, tensor.type(), new Storage.Given(name)));
        inputs.put(name, id);
        given.put(name, tensor);
      } else {
        buffers.add(new Buffer(id, name, tensor.type(), new Storage.Weight(tensor)));
      }
    }
    Map<String, Integer> outputs = new LinkedHashMap<>();
    for (Tensor result : Evaluator.evaluate(op, operands)) {
      int id = buffers.size();
      buffers.add(new Buffer(id, "out" + id, result.type(), new Storage.Arena(0)));
      outputs.put("out" + id, id);
    }
    var step = new Step(op.name(), op, epilogue, IntStream.range(0, reads.size()).boxed().toList(), List.copyOf(outputs.values()),
        new Origin.Source("step", Optional.empty()));
    return new Program("one", buffers, List.of(step), inputs, outputs, 0);
  }

  /** Equal to the evaluator's result but for rounding, by every schedule. */
  void isClose() {
    Map<String, Tensor> given = new LinkedHashMap<>();
    Program program = program(given);
    List<Tensor> expected = expected();
    for (Schedule schedule : op instanceof Contraction ? List.of(Schedule.CPU, Schedule.OPENCL_CPU) : List.of(Schedule.CPU)) {
      try (var executable = new TornadoExecutable(DeviceProgram.of(program, schedule), 0)) {
        for (int run = 0; run < 2; run++) { // a run spoils nothing for the next
          var actual = List.copyOf(executable.run(given).values());
          assertThat(actual).hasSameSizeAs(expected);
          for (int i = 0; i < actual.size(); i++) {
            assertClose(actual.get(i), expected.get(i), TOLERANCE);
          }
        }
      }
    }
  }

  static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.type()).isEqualTo(expected.type());
    double largest = 0;
    for (int i = 0; i < expected.shape().elements(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
    }
    for (int i = 0; i < expected.shape().elements(); i++) {
      double difference = Math.abs((double) expected.get(i) - actual.get(i));
      assertThat(difference <= tolerance * largest).as("%s at %s, expected %s", actual.get(i), i, expected.get(i)).isTrue();
    }
  }

  /** Uniform in ±1. */
  static Tensor noise(SplittableRandom random, long... sizes) {
    float[] elements = new float[(int) Shape.of(sizes).elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextDouble(-1, 1);
    }
    return Tensor.of(Shape.of(sizes), elements);
  }
}
