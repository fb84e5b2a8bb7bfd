package netc.ir.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import netc.ir.plan.Buffer.Storage;

/**
 * Gives each temporary a place in the arena. Steps are walked in order: a buffer takes the smallest free block that holds it when its step begins,
 * and gives it back after the last step that reads it, or one of its views. Outputs stay to the end, when they are copied out.
 */
public final class MemoryPlanner {
  /** Offsets are multiples of this many elements: 64 bytes, a cache line and the widest vector. */
  static final int ALIGNMENT = 16;

  private final Program program;
  private final ToLongFunction<Buffer> elements;
  private final long[] offsets;
  private final FreeList arena = new FreeList();

  private MemoryPlanner(Program program, ToLongFunction<Buffer> elements) {
    this.program = program;
    this.elements = elements;
    this.offsets = new long[program.buffers().size()];
  }

  /** {@code program} with other offsets, its elements as they are. */
  public static Program plan(Program program) {
    return plan(program, buffer -> buffer.type().shape().elements());
  }

  /**
   * {@code program} with other offsets, for a layout of one's own.
   *
   * @param elements what a buffer takes in that layout
   */
  public static Program plan(Program program, ToLongFunction<Buffer> elements) {
    var planner = new MemoryPlanner(program, elements);
    planner.walk();
    List<Buffer> buffers = program.buffers().stream().map(planner::placed).toList();
    return new Program(program.name(), buffers, program.steps(), program.inputs(), program.outputs(), planner.arena.end());
  }

  private Buffer placed(Buffer buffer) {
    return buffer.storage() instanceof Storage.Arena
        ? new Buffer(buffer.id(), buffer.name(), buffer.type(), new Storage.Arena(offsets[buffer.id()]))
        : buffer;
  }

  private void walk() {
    List<List<Integer>> expiring = expiring();
    for (int i = 0; i < program.steps().size(); i++) {
      for (int output : program.steps().get(i).outputs()) {
        offsets[output] = arena.take(size(output));
      }
      for (int buffer : expiring.get(i)) {
        arena.release(offsets[buffer], size(buffer));
      }
    }
  }

  private long size(int buffer) {
    return Math.ceilDiv(elements.applyAsLong(program.buffer(buffer)), ALIGNMENT) * ALIGNMENT;
  }

  /** For each step the buffers in the arena that nothing needs after it. */
  private List<List<Integer>> expiring() {
    int[] last = new int[program.buffers().size()];
    Arrays.fill(last, -1);
    for (int i = 0; i < program.steps().size(); i++) {
      Step step = program.steps().get(i);
      extend(last, step.outputs(), i);
      extend(last, step.inputs(), i);
    }
    extend(last, program.outputs().values(), program.steps().size());
    List<List<Integer>> expiring = new ArrayList<>();
    program.steps().forEach(_ -> expiring.add(new ArrayList<>(2)));
    for (int id = 0; id < last.length; id++) {
      if (program.buffer(id).storage() instanceof Storage.Arena && last[id] >= 0 && last[id] < expiring.size()) {
        expiring.get(last[id]).add(id);
      }
    }
    return expiring;
  }

  private void extend(int[] last, Collection<Integer> buffers, int step) {
    for (int buffer : buffers) {
      last[program.home(buffer).id()] = step;
    }
  }
}
