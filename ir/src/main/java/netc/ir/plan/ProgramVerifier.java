package netc.ir.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import netc.ir.op.Inference;
import netc.ir.op.OpSchema;
import netc.ir.plan.Buffer.Storage;
import netc.ir.type.TensorType;

/**
 * Checks the invariants of a program: every read follows the write, every buffer is written once, types are what the ops infer, and temporaries that
 * are alive at the same time do not overlap. Costs O(n log n).
 */
public final class ProgramVerifier {
  private final Program program;
  private final List<String> broken = new ArrayList<>();
  private final boolean[] written;

  /** The last step that reads each buffer; the number of steps for outputs, −1 for none. */
  private final int[] lastReads;

  /** The temporaries that are alive, by offset. */
  private final TreeMap<Long, Buffer> alive = new TreeMap<>();

  private ProgramVerifier(Program program) {
    this.program = program;
    written = new boolean[program.buffers().size()];
    lastReads = new int[program.buffers().size()];
  }

  /** What is broken in {@code program}; empty for a sound one. */
  public static List<String> verify(Program program) {
    var verifier = new ProgramVerifier(program);
    verifier.checkBuffers();
    if (verifier.broken.isEmpty()) { // ids and views can be followed
      verifier.findLastReads();
      for (int i = 0; i < program.steps().size(); i++) {
        verifier.run(program.steps().get(i), i);
      }
      program.outputs().forEach((name, id) -> verifier.requireWritten(id, "output " + name));
    }
    return verifier.broken;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
    }
  }

  private boolean isBuffer(int id) {
    return id >= 0 && id < program.buffers().size();
  }

  private void checkBuffers() {
    for (int id = 0; id < program.buffers().size(); id++) {
      Buffer buffer = program.buffer(id);
      require(buffer.id() == id, "buffer " + buffer.name() + " has id " + buffer.id() + " at place " + id);
      long elements = buffer.type().shape().elements();
      switch (buffer.storage()) {
        case Storage.Given _ -> written[id] = true;
        case Storage.Weight(var tensor) -> {
          written[id] = true;
          require(tensor.type().equals(buffer.type()),
              "weight " + buffer.name() + " is " + tensor.type() + ", its buffer " + buffer.type());
        }
        case Storage.Arena(long offset) -> require(
            offset >= 0 && elements <= program.arenaElements() - offset, "buffer " + buffer.name() + " leaves the arena");
        case Storage.Alias(int of) -> require(
            of >= 0 && of < id && program.buffer(of).type().shape().elements() == elements,
            "view " + buffer.name() + " is not of an earlier, equally large buffer");
      }
    }
    for (Step step : program.steps()) {
      require(step.inputs().stream().allMatch(this::isBuffer) && step.outputs().stream().allMatch(this::isBuffer),
          step.label() + " names no buffer");
    }
    require(program.inputs().values().stream().allMatch(id -> isBuffer(id) && program.buffer(id).storage() instanceof Storage.Given),
        "an input is not given");
    require(program.outputs().values().stream().allMatch(this::isBuffer), "an output names no buffer");
  }

  private void findLastReads() {
    Arrays.fill(lastReads, -1);
    for (int i = 0; i < program.steps().size(); i++) {
      for (int input : program.steps().get(i).inputs()) {
        lastReads[program.home(input).id()] = i;
      }
    }
    program.outputs().values().forEach(output -> lastReads[program.home(output).id()] = program.steps().size());
  }

  private void requireWritten(int id, String reader) {
    require(written[program.home(id).id()], reader + " reads " + program.buffer(id).name() + " before it is written");
  }

  private void run(Step step, int index) {
    step.inputs().forEach(input -> requireWritten(input, step.label()));
    checkTypes(step);
    var expiring = new ArrayDeque<Buffer>();
    for (int id : step.outputs()) {
      Buffer output = program.buffer(id);
      if (!(output.storage() instanceof Storage.Arena(long offset)) || written[id]) {
        broken.add(step.label() + " writes " + output.name() + ", which is not its own");
        continue;
      }
      written[id] = true;
      place(output, offset);
      if (lastReads[id] < 0) {
        expiring.add(output);
      }
    }
    step.inputs().stream().map(program::home).filter(home -> lastReads[home.id()] == index).forEach(expiring::add);
    for (Buffer buffer : expiring) {
      if (buffer.storage() instanceof Storage.Arena(long offset)) {
        alive.remove(offset, buffer);
      }
    }
  }

  private void place(Buffer buffer, long offset) {
    Map.Entry<Long, Buffer> before = alive.floorEntry(offset);
    if (before != null && before.getKey() + before.getValue().type().shape().elements() > offset) {
      broken.add(buffer.name() + " overlaps " + before.getValue().name());
    }
    Map.Entry<Long, Buffer> after = alive.higherEntry(offset);
    if (after != null && offset + buffer.type().shape().elements() > after.getKey()) {
      broken.add(buffer.name() + " overlaps " + after.getValue().name());
    }
    alive.put(offset, buffer);
  }

  private void checkTypes(Step step) {
    List<Integer> residuals = step.epilogue().stream().flatMap(part -> switch (part) {
      case Epilogue.Apply _ -> Stream.<Integer>empty();
      case Epilogue.AddResidual(int input) -> Stream.of(input);
    }).toList();
    int operands = step.inputs().size() - residuals.size();
    List<TensorType> results = step.outputs().stream().map(id -> program.buffer(id).type()).toList();
    List<TensorType> inputs = step.inputs().stream().map(id -> program.buffer(id).type()).toList();
    for (int residual : residuals) {
      require(
          residual >= operands && residual < inputs.size() && inputs.get(residual).equals(results.getFirst()),
          step.label() + " adds an input " + residual + " of another type than its result");
    }
    Inference inference =
        operands < 0 ? Inference.badAttribute(step.op().name(), "too few inputs") : OpSchema.infer(step.op(), inputs.subList(0, operands));
    require(inference instanceof Inference.Types(var types) && types.equals(results),
        step.label() + " has results " + results + ", its op infers " + inference);
    require(step.epilogue().isEmpty() || results.size() == 1, step.label() + " has an epilogue and several results");
  }
}
