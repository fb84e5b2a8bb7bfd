package netc.backend.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import netc.eval.Samples;
import netc.ir.eval.Evaluator;
import netc.ir.op.Add;
import netc.ir.op.Conv2d;
import netc.ir.op.Size2;
import netc.ir.op.Unary;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/** A convolution in channel blocks, to be run and compared with the evaluator. Lanes past the last channel hold what no result may depend on. */
record BlockedStep(Conv2d conv, Tensor x, Tensor weight, Tensor bias, List<Unary> functions, boolean residual, Form form, Maker maker) {
  private static final int L = Lanes.COUNT;

  /** The kernel's form of its filters. */
  interface Form {
    Filters.Form of(Conv2d conv, Sizes from, Sizes to);
  }

  /** The kernel's constructor. */
  interface Maker {
    Kernel of(Contract contract, Conv2d conv, Size2 kernel, Sizes from, Sizes to);
  }

  BlockedStep then(Unary function) {
    var longer = new ArrayList<>(functions);
    longer.add(function);
    return new BlockedStep(conv, x, weight, bias, longer, residual, form, maker);
  }

  /** With integers of its shape added to the result before the functions. */
  BlockedStep plusResidual() {
    return new BlockedStep(conv, x, weight, bias, functions, true, form, maker);
  }

  /** The same with another kernel. */
  BlockedStep by(Maker other) {
    return new BlockedStep(conv, x, weight, bias, functions, residual, form, other);
  }

  private Tensor convolved() {
    return Evaluator.evaluate(conv, x, weight, bias);
  }

  private static Tensor residual(Shape shape) {
    return Samples.integers(new SplittableRandom(3), shape);
  }

  Tensor expected() {
    Tensor result = convolved();
    if (residual) {
      result = Evaluator.evaluate(new Add(), result, residual(result.shape()));
    }
    for (Unary function : functions) {
      result = Evaluator.evaluate(function, result);
    }
    return result;
  }

  Tensor actual(int threads) {
    Sizes from = Sizes.of(x.type());
    Tensor added = residual(convolved().shape());
    Sizes to = Sizes.of(added.type());
    int inputs = L * Math.ceilDiv(to.channels(), L);
    int residuals = inputs + Math.toIntExact(Channels.elements(from));
    int out = residuals + Math.toIntExact(Channels.elements(to));
    int end = out + Math.toIntExact(Channels.elements(to));
    var stages = new ArrayList<Finish.Stage>();
    if (residual) {
      stages.add(new Finish.Residual(residuals));
    }
    functions.forEach(function -> stages.add(new Finish.Function(function)));
    float[] filters = form.of(conv, from, to).of(weight.elements());
    var contract = new Contract(inputs, _ -> filters, 0, out, new Finish(stages));
    Kernel kernel = maker.of(contract, conv, Conv2d.kernel(weight.type()), from, to);
    try (var team = new Team(threads, kernel.scratch())) {
      var frame = new Frame(end + Lanes.SLACK, kernel.shared(), kernel.scratch(), team);
      float[] memory = frame.memory();
      Arrays.fill(memory, inputs, memory.length, Float.NaN);
      System.arraycopy(bias.toArray(), 0, memory, 0, to.channels());
      block(x, from, memory, inputs);
      block(added, to, memory, residuals);
      kernel.run(frame);
      Tensor first = unblock(added.shape(), to, memory, out);
      for (int i = end; i < memory.length; i++) {
        assertThat(memory[i]).as("what is behind the result").isNaN();
      }
      kernel.run(frame);
      assertThat(unblock(added.shape(), to, memory, out).toArray()).isEqualTo(first.toArray());
      return first;
    }
  }

  private static int place(Sizes sizes, int i) {
    int channel = i / sizes.map() % sizes.channels();
    return i / sizes.image() * Channels.image(sizes) + (channel / L * sizes.map() + i % sizes.map()) * L + channel % L;
  }

  private static void block(Tensor tensor, Sizes sizes, float[] memory, int at) {
    for (int i = 0; i < sizes.elements(); i++) {
      memory[at + place(sizes, i)] = tensor.get(i);
    }
  }

  private static Tensor unblock(Shape shape, Sizes sizes, float[] memory, int at) {
    float[] elements = new float[sizes.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = memory[at + place(sizes, i)];
    }
    return Tensor.of(shape, elements);
  }

  /** Bitwise the evaluator's results: for operands whose sums are exact. */
  void isExact() {
    assertThat(Arrays.mismatch(actual(2).toArray(), expected().toArray())).as("the first element that differs").isEqualTo(-1);
  }

  /** Within {@code tolerance}, relative to the largest result. */
  void isWithin(double tolerance) {
    float[] actual = actual(2).toArray();
    float[] expected = expected().toArray();
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isNotNaN();
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
    }
    assertThat(difference).isLessThanOrEqualTo(tolerance * largest);
  }
}
