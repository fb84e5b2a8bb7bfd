package netc.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import netc.eval.Samples;
import netc.ir.eval.Evaluator;
import netc.ir.eval.Scalars;
import netc.ir.plan.Buffer;
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.tensor.Tensor;

/**
 * Runs a program step by step over a real arena, each part of an epilogue rounded to {@code f32} as the node it came from would be: its outputs are
 * the graph's bit by bit, unless the plan is wrong. A step spoils its results' memory before it reads, so that any overlap shows.
 */
final class ProgramInterpreter {
  private final Program program;
  private final Map<String, Tensor> inputs;
  private final float[] arena;

  private ProgramInterpreter(Program program, Map<String, Tensor> inputs) {
    this.program = program;
    this.inputs = inputs;
    arena = new float[Math.toIntExact(program.arenaElements())];
    Arrays.fill(arena, Float.NaN);
  }

  static Map<String, Tensor> run(Program program, Map<String, Tensor> inputs) {
    var interpreter = new ProgramInterpreter(program, inputs);
    program.steps().forEach(interpreter::run);
    var outputs = new LinkedHashMap<String, Tensor>();
    program.outputs().forEach((name, id) -> outputs.put(name, interpreter.read(id)));
    return outputs;
  }

  private void run(Step step) {
    step.outputs().forEach(output -> Arrays.fill(arena, offset(output), offset(output) + length(output), Float.NaN));
    List<Tensor> operands = new ArrayList<>(step.inputs().stream().map(this::read).toList());
    var residuals = new ArrayList<Integer>();
    step.epilogue().forEach(part -> {
      if (part instanceof Epilogue.AddResidual(int input)) {
        residuals.add(input);
      }
    });
    List<Tensor> results = Evaluator.evaluate(step.op(), operands.subList(0, operands.size() - residuals.size()));
    for (int i = 0; i < results.size(); i++) {
      float[] elements = results.get(i).toArray();
      step.epilogue().forEach(part -> apply(part, elements, operands));
      System.arraycopy(elements, 0, arena, offset(step.outputs().get(i)), elements.length);
    }
  }

  private static void apply(Epilogue part, float[] elements, List<Tensor> operands) {
    switch (part) {
      case Epilogue.Apply(var unary) -> {
        DoubleUnaryOperator function = Scalars.function(unary);
        for (int i = 0; i < elements.length; i++) {
          elements[i] = (float) function.applyAsDouble(elements[i]);
        }
      }
      case Epilogue.AddResidual(int input) -> {
        for (int i = 0; i < elements.length; i++) {
          elements[i] += operands.get(input).get(i);
        }
      }
    }
  }

  private Tensor read(int id) {
    Buffer buffer = program.buffer(id);
    Buffer home = program.home(id);
    float[] elements = switch (home.storage()) {
      case Buffer.Storage.Given(String input) -> Samples.elements(inputs, input);
      case Buffer.Storage.Weight(Tensor tensor) -> tensor.toArray();
      case Buffer.Storage.Arena _ -> Arrays.copyOfRange(arena, offset(home.id()), offset(home.id()) + length(id));
      case Buffer.Storage.Alias _ -> throw new AssertionError(home + " is no home");
    };
    return Tensor.of(buffer.type().shape(), elements);
  }

  private int offset(int id) {
    if (program.buffer(id).storage() instanceof Buffer.Storage.Arena(long offset)) {
      return Math.toIntExact(offset);
    }
    throw new AssertionError(program.buffer(id) + " is not in the arena");
  }

  private int length(int id) {
    return Math.toIntExact(program.buffer(id).type().shape().elements());
  }
}
